using System.Net;
using System.Text.RegularExpressions;
using SiteHub.Hub.Mail;
using SiteHub.Hub.People;
using SiteHub.Hub.Tests.Accounts;
using SiteHub.Hub.Tests.SignIn;

namespace SiteHub.Hub.Tests.Customers;

/// <summary>What a customer's administrator learns of somebody whom they invite: nothing but what they typed, until that person has said yes.</summary>
public sealed partial class MemberInvitationTests : IAsyncLifetime
{
    private PortalFixture _portal = null!;
    private Browser _ada = null!;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalFixture.Started();
        _ada = await _portal.Browser(PortalFixture.Ada);
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task Known_and_unknown_addresses_get_the_same_answer_the_same_row_and_the_same_work()
    {
        await _portal.Hub.Database.Writer.Write(db =>
        {
            foreach (var (state, address) in new[] { (PersonState.Disabled, "dan@lakeside.example"), (PersonState.Invited, "ida@lakeside.example"), (PersonState.AwaitsApproval, "ann@lakeside.example") })
            {
                PersonRows.Insert(db, Operations.Values.EmailAddress.Parse(address)!, state, _portal.Hub.Time.GetUtcNow(), Operations.Values.PersonName.Parse("Real Name"));
            }
        });

        var answers = new List<(string Told, string Row, Work Done)>();
        foreach (var address in new[] { PortalFixture.Leo, "nobody@lakeside.example", "dan@lakeside.example", "ida@lakeside.example", "ann@lakeside.example" })
        {
            var before = Work.Of(_portal.Hub);
            (await Invite(address)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
            var done = Work.Of(_portal.Hub) - before;
            var page = await _ada.Page("/members");
            answers.Add((Alert().Match(page).Value.Replace(address, "", StringComparison.Ordinal), Row(page, address), done));
        }

        answers.Distinct().Count().ShouldBe(1, string.Join('\n', answers));
        answers[0].Row.ShouldContain("Typed Name");
        answers[0].Row.ShouldContain("invited");
        answers[0].Done.ShouldBe(new Work(0, 0, 1, 1));
        (await _ada.Page("/members")).ShouldNotContain("Real Name");
    }

    [Fact]
    public async Task Somebody_who_is_invited_sees_nothing_before_they_say_yes_and_is_seen_by_name_after_it()
    {
        await Invite(PortalFixture.Leo);
        var leo = await _portal.Browser(PortalFixture.Leo);
        using var before = await leo.Get("/documents/acme/Quotation/QTN-R");
        before.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await leo.Page("/members")).ShouldContain("Riverside invites you");

        using var yes = await leo.Submit("/members?handler=Accept", "/members", ("customer", _portal.Riverside));

        yes.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var after = await leo.Get("/documents/acme/Quotation/QTN-R");
        after.StatusCode.ShouldBe(HttpStatusCode.OK);
        Row(await _ada.Page("/members"), PortalFixture.Leo).ShouldNotContain("Typed Name");
        using var twice = await leo.Submit("/members?handler=Accept", "/members", ("customer", _portal.Riverside));
        twice.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Whoever_says_no_is_gone_from_the_list_and_nobody_says_yes_for_another()
    {
        await Invite(PortalFixture.Leo);
        using var other = await (await _portal.Browser(PortalFixture.Rita)).Submit("/members?handler=Accept", "/members", ("customer", _portal.Riverside));
        other.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        using var no = await (await _portal.Browser(PortalFixture.Leo)).Submit("/members?handler=Decline", "/members", ("customer", _portal.Riverside));

        no.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await _ada.Page("/members")).ShouldNotContain($"<td>{PortalFixture.Leo}");
    }

    [Fact]
    public async Task Whoever_has_no_account_becomes_a_member_by_the_mailed_link_and_is_called_what_they_say()
    {
        await Invite("new@riverside.example");
        var mail = _portal.Hub.Service<Outbox>().Latest(1).Single();
        mail.Text.ShouldNotContain("Typed Name");
        var link = new Uri(Link().Match(mail.Text).Value).PathAndQuery;
        using var browser = new Browser(_portal.Hub);

        using var accepted = await browser.Submit(link, ("Code", link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..]), ("Name", "Nora New"), ("Password", PortalFixture.Password));

        accepted.Headers.Location!.OriginalString.ShouldBe("/");
        using var seen = await browser.Get("/documents/acme/Quotation/QTN-R");
        seen.StatusCode.ShouldBe(HttpStatusCode.OK);
        Row(await _ada.Page("/members"), "new@riverside.example").ShouldContain("Nora New");
    }

    private Task<HttpResponseMessage> Invite(string address) =>
        _ada.Submit("/members?handler=Invite", "/members", ("customer", _portal.Riverside), ("email", address), ("name", "Typed Name"), ("role", "buyer"));

    /// <summary>Without what differs from person to person.</summary>
    private static string Row(string page, string address)
    {
        var row = Rows().Matches(page).Select(static match => match.Value).Single(row => row.Contains($"<td>{address}", StringComparison.Ordinal));
        return Hidden().Replace(row, "").Replace(address, "", StringComparison.Ordinal);
    }

    [GeneratedRegex("<tr>.*?</tr>", RegexOptions.Singleline)]
    private static partial Regex Rows();

    [GeneratedRegex("value=\"(CfDJ8[^\"]*|[0-9a-f-]{36})\"")]
    private static partial Regex Hidden();

    [GeneratedRegex("<div class=\"alert.*?</div>", RegexOptions.Singleline)]
    private static partial Regex Alert();

    [GeneratedRegex("http://\\S+")]
    private static partial Regex Link();
}
