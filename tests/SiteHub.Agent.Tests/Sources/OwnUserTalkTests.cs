using System.Buffers;
using System.Net;
using System.Text.Json.Nodes;
using SiteHub.Agent.Conversation;
using SiteHub.Agent.Sources.Frappe.Authorization;
using SiteHub.Agent.Tests.SignIn;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Workers;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Conversation;
using SiteHub.Protocol.Links;
using SiteHub.Protocol.People;
using SiteHub.Testing.Frappe;

namespace SiteHub.Agent.Tests.Sources;

/// <summary>Whoever has connected their own user at the Frappe site writes as that; and what ends here of its tokens ends there.</summary>
public sealed class OwnUserTalkTests : IAsyncLifetime
{
    private const string Bea = "sub-bea";
    private const string Email = "bea@riverside.example";

    private readonly FrappeWorld _world = new() { Members = true, Conversation = new ConversationEntry("buyer", null, AsCommunication: false, "@customer", Sent: true) };
    private readonly StandInUser _bea = new(Email, "beakey", "beasecret");
    private FakeHub _hub = null!;
    private string _order = "";
    private int _messages;

    public async ValueTask InitializeAsync()
    {
        _hub = await FakeHub.Started(_world.Site.Time);
        _hub.Person = new Person(Bea, Email, "System Manager");
        (_world.Site.HubUrl, _world.Site.Linked) = (_hub.Url, true);
        _world.Frappe.Site.Users.Add(_bea);
        _world.Frappe.Site.Insert("User", new JsonObject { ["name"] = Email, ["email"] = Email, ["enabled"] = 1 });
        OAuth.SignedIn = Email;
        _order = _world.Insert();
        await _world.StartAsync();
        _world.Site.Service<WorkerSet>().FirstPause = TimeSpan.FromMilliseconds(5);
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        await _hub.DisposeAsync();
    }

    private StandInOAuth OAuth => _world.Frappe.OAuth;

    private List<JsonObject> Comments => [.. _world.Frappe.Site.Of("Comment").Values];

    private long Ended => _world.Site.Database.Read(static db => db.Long("SELECT count(*) FROM frappe_ended_token"))!.Value;

    [Fact]
    public async Task What_they_write_is_their_own_comment_once_and_does_not_come_back()
    {
        // Reading the document is enough.
        _bea.Reads = ["User", FrappeWorld.Order];
        using var browser = await Connect();
        _world.Hook("Comment");
        (await Write("@customer <b> & \"so\"")).State.ShouldBe(MessageStates.Delivered);
        (await Write("Thanks")).State.ShouldBe(MessageStates.Delivered);
        (await Write("Thanks")).State.ShouldBe(MessageStates.Delivered);
        (await Write("from another", "sub-cleo", "cleo@riverside.example")).State.ShouldBe(MessageStates.Delivered);

        Comments.Select(static one => (string)one["owner"]!).ShouldBe([Email, Email, Email, "Administrator"]);
        ((string)Comments[0]["content"]!).ShouldSatisfyAllConditions(static text => text.ShouldContain("@customer &lt;b&gt; &amp; \"so\""), static text => text.ShouldNotContain(Email, Case.Sensitive, "nobody has to be named"));
        ((string)Comments[0]["comment_email"]!).ShouldBe(Email);
        await _world.Hear();
        await _world.Sweep();
        _world.Log().ShouldAllBe(static entry => entry.Type != LinkEventTypes.MessageTold);
    }

    [Theory]
    [InlineData("dies after commit")]
    [InlineData("fails after commit")]
    [InlineData("dies before")]
    public async Task Whatever_the_site_does_not_say_it_is_there_once(string trouble)
    {
        using var browser = await Connect();
        var faults = _world.Frappe.Faults;
        (faults.DieAfterCommit, faults.FailAfterCommit, faults.DieBefore) = (trouble == "dies after commit" ? 1 : 0, trouble == "fails after commit" ? 1 : 0, trouble == "dies before" ? 2 : 0);

        (await Write("Hello")).State.ShouldBe(MessageStates.Delivered);

        ((string)Comments.ShouldHaveSingleItem()["owner"]!).ShouldBe(Email);
    }

    [Theory]
    [InlineData("refresh refused")]
    [InlineData("disabled there")]
    [InlineData("ended meanwhile")]
    [InlineData("no right")]
    public async Task What_is_refused_to_their_own_user_is_not_written_as_the_sources(string how)
    {
        using var browser = await Connect();
        switch (how)
        {
            case "refresh refused":
                OAuth.RefuseRefresh = "invalid_grant";
                OAuth.RevokeAccess();
                break;
            case "disabled there":
                _world.Frappe.Site.Update("User", Email, new JsonObject { ["enabled"] = 0 });
                break;
            case "no right":
                _bea.Reads = ["User"];
                break;
        }

        var message = await Write("Hello", decided: how == "ended meanwhile" ? Email : null, before: how == "ended meanwhile" ? () => browser.Send("/me/acting?handler=End") : null);

        message.State.ShouldBe(MessageStates.Refused);
        (message.Reason == ActingUser.Refused).ShouldBe(how != "no right", message.Reason);
        _world.Site.Database.Read(static db => db.Text("SELECT state FROM frappe_token")).ShouldBe(how switch { "ended meanwhile" => null, "no right" => SourceTokenRows.Active, _ => SourceTokenRows.NeedsAuthorization });
        Comments.ShouldBeEmpty();
        ((string)(await _world.Site.Get("/api/v1/source")).Json["state"]!).ShouldBe("well", "the source itself is asked as ever");
        (await Write("another", "sub-cleo", "cleo@riverside.example")).State.ShouldBe(MessageStates.Delivered);
    }

    [Theory]
    [InlineData("disabled")]
    [InlineData("another address")]
    [InlineData("erased")]
    [InlineData("writes with another address")]
    public async Task What_the_hub_ends_ends_at_the_site_too_and_nothing_waits_for_it(string how)
    {
        using var browser = await Connect();
        _world.Frappe.Faults.Instead = static path => path.Contains("revoke_token", StringComparison.Ordinal) ? (502, "text/html", "<html>Bad Gateway</html>") : null;

        switch (how)
        {
            case "disabled":
                await Told(LinkEventTypes.UserDisabled, new UserStanding(null, Bea, _world.Site.Time.GetUtcNow()).WriteTo);
                break;
            case "writes with another address":
                (await Write("Hello", email: "bea@new.example")).State.ShouldBe(MessageStates.Delivered);
                break;
            default:
                await Told(LinkEventTypes.UserRoles, new PersonAtSite(null, Bea, how == "erased" ? null : "bea@new.example", [], _world.Site.Time.GetUtcNow()).WriteTo);
                break;
        }

        _world.Site.Database.Read(static db => db.Long("SELECT count(*) FROM frappe_token")).ShouldBe(0);
        await Clock();
        await Clock();
        (Ended, OAuth.UserOf(OAuth.Given.First()) is null).ShouldBe((1, false), "the site was asked and did not say that it has");

        _world.Frappe.Faults.Instead = null;
        _world.Site.Time.Advance(TimeSpan.FromMinutes(10));
        await Clock();

        (Ended, OAuth.UserOf(OAuth.Given.First()) is null).ShouldBe((0, true));
        var kept = _world.Site.Database.Read(static db => db.Many("SELECT access FROM frappe_token UNION ALL SELECT access FROM frappe_ended_token", static row => row.Text(0)));
        OAuth.Given.ShouldAllBe(token => kept.TrueForAll(sealed1 => !sealed1.Contains(token, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_site_that_never_says_that_it_has_is_asked_no_more_after_some_time_and_another_site_is_told_no_token()
    {
        using var browser = await Connect();
        _world.Frappe.Faults.Instead = static path => path.Contains("revoke_token", StringComparison.Ordinal) ? (502, "text/html", "") : null;
        await Told(LinkEventTypes.UserDisabled, new UserStanding(null, Bea, _world.Site.Time.GetUtcNow()).WriteTo);
        for (var tries = 0; tries < 60; tries++)
        {
            Ended.ShouldBe(1);
            _world.Site.Time.Advance(TimeSpan.FromHours(7));
            await Clock();
        }

        Ended.ShouldBe(0);
        await Told(LinkEventTypes.UserEnabled, new UserStanding(null, Bea, _world.Site.Time.GetUtcNow()).WriteTo);
        using var again = await Connect();
        await _world.Site.Database.Writer.Write(static db => db.Execute("UPDATE frappe_token SET client = 'https://former.example ' || substr(client, instr(client, ' ') + 1)"));
        await Told(LinkEventTypes.UserDisabled, new UserStanding(null, Bea, _world.Site.Time.GetUtcNow()).WriteTo);
        var asked = Revocations;
        await Clock();
        (Ended, Revocations - asked).ShouldBe((0, 0));
    }

    /// <summary>Frappe tidies tokens away that have ended.</summary>
    [Fact]
    public async Task What_the_site_does_not_know_any_more_is_ended_there()
    {
        using var browser = await Connect();
        OAuth.RevokeAccess();
        await Told(LinkEventTypes.UserDisabled, new UserStanding(null, Bea, _world.Site.Time.GetUtcNow()).WriteTo);

        await Clock();

        Ended.ShouldBe(0);
        Revocations.ShouldBe(1);
    }

    [Fact]
    public async Task What_comes_of_a_renewal_that_was_under_way_when_it_ended_ends_at_the_site_too()
    {
        using var browser = await Connect();
        var renewed = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        OAuth.WhileRenewed = () =>
        {
            renewed.TrySetResult();
            return ended.Task;
        };
        _world.Site.Time.Advance(OAuth.Life - TimeSpan.FromMinutes(4));
        var renewing = Clock();
        await renewed.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await Told(LinkEventTypes.UserDisabled, new UserStanding(null, Bea, _world.Site.Time.GetUtcNow()).WriteTo);
        ended.SetResult();
        await renewing;
        await Clock();

        (OAuth.Given.Count, OAuth.UserOf(OAuth.Given.ElementAt(2)) is null, Ended).ShouldBe((4, true, 0), "an access and a refresh token each");
    }

    private int Revocations => _world.Frappe.Requests.Count(static request => request.Path.Contains("revoke_token", StringComparison.Ordinal));

    private Task Clock() => new SourceAuthorizationJobs(_world.Site.Service<SourceTokens>(), _world.Site.Service<EndedTokens>()).Renew(CancellationToken.None);

    private async Task<Browser> Connect()
    {
        var browser = new Browser(_world.Site);
        await browser.Open("/");
        await browser.Open("/me/acting");
        (await browser.Send("/me/acting?handler=Connect")).ShouldBe(HttpStatusCode.OK);
        return browser;
    }

    private async Task Told(string type, Action<IBufferWriter<byte>> write)
    {
        var data = new ArrayBufferWriter<byte>();
        write(data);
        _world.Site.Time.Advance(TimeSpan.FromSeconds(1));
        var apply = _world.Site.Service<ILinkApplier>().Prepare("acme", Epoch.None, new LinkEvent(1, $"evt_{++_messages}", type, _world.Site.Time.GetUtcNow(), data.WrittenMemory.ToArray()));
        await _world.Site.Database.Writer.Write(apply);
    }

    /// <summary>As the link has stored it; or as it is found after a kill, when it was decided as whom it is written.</summary>
    private async Task<StoredMessage> Write(string text, string subject = Bea, string email = Email, string? decided = null, Func<Task>? before = null)
    {
        await (before?.Invoke() ?? Task.CompletedTask);
        var id = $"msg_{++_messages:00}";
        await _world.Site.Database.Writer.Write(session =>
        {
            session.Execute(
                "INSERT INTO message (message, doc_type, name, account, issuer, subject, email, author, text, at, attempt, state, changed, acts_as) VALUES ($1, $2, $3, 'CUST-1', 'i', $4, $5, 'Bea Buyer', $6, $7, 1, 'received', $7, $8)",
                id, FrappeWorld.Order, _order, subject, email, text, _world.Site.Time.GetUtcNow(), decided);
            session.AfterCommit(_world.Site.Service<MessageSignal>().Raise);
        });
        StoredMessage row = null!;
        await Eventually.True(() =>
        {
            // The budget's pauses are the clock's.
            _world.Site.Time.Advance(TimeSpan.FromSeconds(1));
            row = _world.Site.Database.Read(session => StoredMessage.Find(session, id))!;
            return row.State != StoredMessage.Received;
        });
        return row;
    }
}
