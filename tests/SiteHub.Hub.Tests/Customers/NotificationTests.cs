using Microsoft.Extensions.DependencyInjection;
using SiteHub.Hub.Notifications;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Links;

namespace SiteHub.Hub.Tests.Customers;

/// <summary>What members are told of: what happened to theirs, as they chose, on the page and by mail.</summary>
public sealed class NotificationTests : IAsyncLifetime
{
    private PortalFixture _portal = null!;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalFixture.Started();
        await Look();

        // What the fixture itself made is not what the tests are about.
        await _portal.Hub.Database.Writer.Write(static session => session.Execute("DELETE FROM notification"));
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task New_documents_and_new_statuses_are_told_to_whom_they_concern_and_to_nobody_else()
    {
        await _portal.Quotation("QTN-N", "CUST-R", 1, status: "Open");
        await _portal.Quotation("QTN-N", "CUST-R", 2, status: "Open", secret: "the same status");
        await _portal.Quotation("QTN-N", "CUST-R", 3, status: "Lost");
        await Look();

        var page = await (await _portal.Browser(PortalFixture.Rita)).Page("/notifications");
        page.ShouldContain("New: Quotation QTN-N");
        page.ShouldContain("Quotation QTN-N is now: Lost");
        page.ShouldNotContain("is now: Open");
        (await (await _portal.Browser(PortalFixture.Leo)).Page("/notifications")).ShouldNotContain("QTN-N");
    }

    [Fact]
    public async Task The_end_of_a_request_is_told_to_whoever_asked_and_is_read_once_it_is_marked()
    {
        var (_, taken) = await _portal.Post("/api/v1/documents/acme/Quotation/QTN-R/actions/accept", await _portal.Token(PortalFixture.Rita), new { });
        await _portal.Acme.Apply(LinkEventTypes.ActionProgressed, new ActionProgressed((string)taken!["request"]!, "refused", "No.", null, _portal.Hub.Time.GetUtcNow()).WriteTo);
        var rita = await _portal.Browser(PortalFixture.Rita);

        (await rita.Page("/notifications")).ShouldContain("Mark all as read");
        (await (await _portal.Browser(PortalFixture.Vera)).Page("/notifications")).ShouldNotContain("What you asked for");

        using var marked = await rita.Submit("/notifications?handler=Read", "/notifications");
        (await rita.Page("/notifications")).ShouldNotContain("Mark all as read");
    }

    [Fact]
    public async Task Mail_comes_at_once_daily_or_not_at_all_as_chosen()
    {
        await Choose(PortalFixture.Rita, NotificationChoice.Now);
        await Choose(PortalFixture.Vera, NotificationChoice.Daily);
        await Choose(PortalFixture.Ada, NotificationChoice.None);

        await _portal.Quotation("QTN-N", "CUST-R");
        await _portal.Quotation("QTN-O", "CUST-R");
        await Look();
        Mails().ShouldBe([PortalFixture.Rita, PortalFixture.Rita]);

        await Digest();
        Mails().Count.ShouldBe(2, "it is noon");
        _portal.Hub.Time.Advance(TimeSpan.FromHours(19));
        await Digest();
        await Digest();

        Mails().ShouldBe([PortalFixture.Rita, PortalFixture.Rita, PortalFixture.Vera]);
    }

    [Fact]
    public async Task What_came_by_a_resync_or_was_there_before_is_news_to_nobody()
    {
        await _portal.Acme.Begin("snp_1");
        await _portal.Acme.Told("snp_1", Replica.SiteLog.Document("QTN-S", 1, account: "CUST-R"));
        await _portal.Acme.End("snp_1");
        await Look();

        (await (await _portal.Browser(PortalFixture.Rita)).Page("/notifications")).ShouldNotContain("QTN-");
    }

    /// <summary>A site that begins to look tells what was there before without an event: of none of it anything happened, neither at first nor when it is told again.</summary>
    [Fact]
    public async Task What_was_there_before_a_site_began_to_look_is_news_to_nobody_and_what_happens_to_it_afterwards_is()
    {
        await Choose(PortalFixture.Ada, NotificationChoice.Now);
        for (var i = 0; i < 30; i++)
        {
            await _portal.Acme.Changed(PortalFixture.Told($"QTN-B{i}", "CUST-R") with { Events = [] });
        }

        await _portal.Acme.Changed(PortalFixture.Told("QTN-B1", "CUST-R", 2, "Lost") with { Events = [] });
        await _portal.Acme.Changed(PortalFixture.Told("QTN-B2", "CUST-R", 2) with { PublicationVersion = 3, Events = [] });
        await Look();
        (await (await _portal.Browser(PortalFixture.Rita)).Page("/notifications")).ShouldNotContain("QTN-B");
        Mails().ShouldBeEmpty();

        await _portal.Quotation("QTN-B3", "CUST-R", 2, status: "Lost");
        await Look();

        (await (await _portal.Browser(PortalFixture.Rita)).Page("/notifications")).ShouldContain("Quotation QTN-B3 is now: Lost");
    }

    [Fact]
    public async Task However_many_there_are_each_is_on_one_page_and_the_choices_stand_above_them()
    {
        for (var i = 0; i < 120; i++)
        {
            await _portal.Quotation($"QTN-P{i:000}", "CUST-R");
        }

        await Look();
        var rita = await _portal.Browser(PortalFixture.Rita);
        var seen = new List<string>();
        var pages = 0;
        for (string? address = "/notifications"; address is not null && pages < 10; pages++)
        {
            var page = await rita.Page(address);
            page.IndexOf("What you are told of", StringComparison.Ordinal).ShouldBeLessThan(page.IndexOf("id=\"list\"", StringComparison.Ordinal));
            seen.AddRange(System.Text.RegularExpressions.Regex.Matches(page, "New: Quotation (QTN-P[0-9]+)").Select(static found => found.Groups[1].Value));
            address = System.Text.RegularExpressions.Regex.Match(page, "href=\"(/notifications\\?before=[0-9]+)\"") is { Success: true } older ? older.Groups[1].Value : null;
        }

        seen.ShouldBe(Enumerable.Range(0, 120).Reverse().Select(static i => $"QTN-P{i:000}"));
        pages.ShouldBe(3);
    }

    private async Task Look()
    {
        while (await _portal.Hub.Service<NotificationPump>().Run(TestContext.Current.CancellationToken))
        {
        }
    }

    private async Task Digest()
    {
        await using var scope = _portal.Hub.App.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<NotificationJobs>().Digest(TestContext.Current.CancellationToken);
    }

    private async Task Choose(string email, string mail)
    {
        using var chosen = await (await _portal.Browser(email)).Submit("/notifications?handler=Choose", "/notifications", ("document.new.page", "1"), ("document.new.mail", mail), ("document.status.mail", "none"), ("action.ended.mail", "none"));
    }

    private List<string> Mails() => _portal.Hub.Database.Read(static session => session.Many("SELECT recipient FROM mail ORDER BY id", static row => row.Text(0)));
}
