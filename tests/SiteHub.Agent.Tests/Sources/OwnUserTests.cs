using System.Buffers;
using System.Net;
using System.Text.Json.Nodes;
using SiteHub.Agent.Actions;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Publications;
using SiteHub.Agent.Sources.Frappe.Authorization;
using SiteHub.Agent.Tests.SignIn;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Workers;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Links;
using SiteHub.Protocol.People;
using SiteHub.Testing.Frappe;

namespace SiteHub.Agent.Tests.Sources;

/// <summary>Members who connect their own users at the Frappe site, as whom what they ask for is done there.</summary>
public sealed class OwnUserTests : IAsyncLifetime
{
    private const string Page = "/me/acting";
    private const string Bea = "sub-bea";
    private const string Email = "bea@riverside.example";

    private readonly FrappeWorld _world = new() { Members = true };
    private readonly StandInUser _bea = new(Email, "beakey", "beasecret");
    private FakeHub _hub = null!;
    private string _order = "";
    private int _requests;

    public async ValueTask InitializeAsync()
    {
        _hub = await FakeHub.Started(_world.Site.Time);
        _hub.Person = new Person(Bea, Email, "System Manager");
        (_world.Site.HubUrl, _world.Site.Linked) = (_hub.Url, true);
        _world.Site.Actions.Add(new ActionEntry(new CatalogueAction(FrappeWorld.Order, "note", "Note", true, "buyer", [new ActionField("text", "Text", ActionFieldTypes.Text, false)]), [new ActionStep.Set("({ notes: input.text })")]));
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

    private JsonObject There => _world.Frappe.Site.Find(FrappeWorld.Order, _order);

    private int Comments => _world.Frappe.Site.Of("Comment").Count;

    [Fact]
    public async Task Whoever_has_connected_their_user_acts_as_it_and_whoever_has_not_as_the_sources_with_their_name_beside_it()
    {
        (await Ask("before")).ShouldSatisfyAllConditions(static row => row.State.ShouldBe(ActionStates.Completed, row.Reason));
        ((string)There["modified_by"]!).ShouldBe("Administrator");
        Comments.ShouldBe(1);

        using var browser = await Connect();
        browser.Page.ShouldContain(Email);
        (await Ask("as myself")).ShouldSatisfyAllConditions(static row => row.State.ShouldBe(ActionStates.Completed, row.Reason));
        ((string)There["modified_by"]!).ShouldBe(Email);
        ((string)There["notes"]!).ShouldBe("as myself");
        Comments.ShouldBe(1, "it is their own doing: nobody has to be named");

        // Another member is another.
        (await Ask("another", "sub-cleo", "cleo@riverside.example")).ShouldSatisfyAllConditions(static row => row.State.ShouldBe(ActionStates.Completed, row.Reason));
        ((string)There["modified_by"]!).ShouldBe("Administrator");

        (await browser.Send($"{Page}?handler=End")).ShouldBe(HttpStatusCode.OK);
        OAuth.UserOf(OAuth.Given.First()).ShouldBeNull("it ends there too");
        (await Ask("after")).ShouldSatisfyAllConditions(static row => row.State.ShouldBe(ActionStates.Completed, row.Reason));
        ((string)There["modified_by"]!).ShouldBe("Administrator");
    }

    [Theory]
    [InlineData("Administrator")]
    [InlineData("boss@example.com")]
    [InlineData("bea@riverside.example.org")]
    [InlineData("Guest")]
    public async Task Only_ones_own_user_is_connected(string signedIn)
    {
        OAuth.SignedIn = signedIn;
        if (_world.Frappe.Site.Users.TrueForAll(user => user.Name != signedIn))
        {
            _world.Frappe.Site.Users.Add(new StandInUser(signedIn, "k", "s"));
        }

        using var browser = await SignedIn();
        await browser.Open(Page);
        (await browser.Send($"{Page}?handler=Connect")).ShouldBe(HttpStatusCode.BadRequest);

        browser.Page.ShouldContain("somebody else");
        Tokens.ShouldBe(0);
        OAuth.UserOf(OAuth.Given.First()).ShouldBeNull("what is not kept is given back");
    }

    [Fact]
    public async Task An_answer_counts_in_the_session_alone_in_which_it_was_begun_and_once()
    {
        using var browser = await Connect();
        var used = browser.Visited.Last(static at => at.Contains("/callback?", StringComparison.Ordinal));
        await browser.Send($"{Page}?handler=End");
        (await browser.Open(new Uri(used).PathAndQuery)).ShouldBe(HttpStatusCode.BadRequest);

        // Begun by themselves in another browser; by somebody else; under their name in place of their session.
        foreach (var (owner, who) in new[] { (Bea, "another session"), ("sub-cleo", "another session"), (Bea, Email) })
        {
            using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
            using var answer = await http.GetAsync(await _world.Site.Service<SourceConnection>().Begin(owner, who, CancellationToken.None), TestContext.Current.CancellationToken);
            (await browser.Open(answer.Headers.Location!.PathAndQuery)).ShouldBe(HttpStatusCode.BadRequest);
            browser.Page.ShouldContain("Begin again");
        }

        Tokens.ShouldBe(0);
    }

    [Theory]
    [InlineData("refresh refused")]
    [InlineData("disabled there")]
    [InlineData("deleted there")]
    public async Task What_the_site_refuses_to_ones_own_user_is_not_done_as_the_sources(string how)
    {
        using var browser = await Connect();
        if (how == "refresh refused")
        {
            OAuth.RefuseRefresh = "invalid_grant";
            OAuth.RevokeAccess();
        }
        else if (how == "disabled there")
        {
            // Frappe itself goes on taking the token.
            _world.Frappe.Site.Update("User", Email, new JsonObject { ["enabled"] = 0 });
        }
        else
        {
            _world.Frappe.Site.Users.Remove(_bea);
        }

        var request = await Ask("past the end");

        request.State.ShouldBe(ActionStates.Failed);
        request.Reason.ShouldBe(ActingUser.Refused);
        ((string?)There["notes"]).ShouldBeNull();
        ((string)(await _world.Site.Get("/api/v1/source")).Json["state"]!).ShouldBe("well", "the source itself is asked as ever");
        (await browser.Open(Page)).Page.ShouldContain("refused until you connect it again or end it");
        (await Ask("another", "sub-cleo", "cleo@riverside.example")).ShouldSatisfyAllConditions(static row => row.State.ShouldBe(ActionStates.Completed, row.Reason));

        OAuth.RefuseRefresh = null;
        _world.Frappe.Site.Update("User", Email, new JsonObject { ["enabled"] = 1 });
        if (how == "deleted there")
        {
            _world.Frappe.Site.Users.Add(_bea);
        }

        using var again = await Connect();
        (await Ask("again")).ShouldSatisfyAllConditions(static row => row.State.ShouldBe(ActionStates.Completed, row.Reason));
        ((string)There["modified_by"]!).ShouldBe(Email);
    }

    [Fact]
    public async Task Its_own_rights_decide_and_what_it_may_not_is_said_in_the_sites_words()
    {
        using var browser = await Connect();
        _bea.Reads = ["User"];

        var request = await Ask("not mine");

        request.State.ShouldBe(ActionStates.Failed);
        request.Reason.ShouldNotBe(ActingUser.Refused);
        ((string?)There["notes"]).ShouldBeNull();
        (await browser.Open(Page)).Page.ShouldNotContain("refused until");
    }

    [Fact]
    public async Task It_is_renewed_like_the_sources_and_shown_nowhere()
    {
        using var browser = await Connect();
        for (var hour = 0; hour < 3; hour++)
        {
            _world.Site.Time.Advance(TimeSpan.FromMinutes(56));
            await _world.Site.Service<SourceTokens>().RenewDue(CancellationToken.None);
            (await Ask($"hour {hour}")).ShouldSatisfyAllConditions(static row => row.State.ShouldBe(ActionStates.Completed, row.Reason));
            ((string)There["modified_by"]!).ShouldBe(Email);
        }

        OAuth.Refreshes.ShouldBe(3);
        var shown = (await browser.Open(Page)).Page + (await browser.Open("/admin/source/people")).Page;
        shown.ShouldContain(Email);
        OAuth.Given.ShouldAllBe(token => !shown.Contains(token, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("disabled")]
    [InlineData("another address")]
    [InlineData("no address")]
    [InlineData("asks with another address")]
    public async Task It_ends_with_the_person(string how)
    {
        using var browser = await Connect();
        var email = Email;
        switch (how)
        {
            case "disabled":
                await Told(LinkEventTypes.UserDisabled, new UserStanding(null, Bea, _world.Site.Time.GetUtcNow()).WriteTo);
                Tokens.ShouldBe(0);
                await Told(LinkEventTypes.UserEnabled, new UserStanding(null, Bea, _world.Site.Time.GetUtcNow()).WriteTo);
                break;
            case "asks with another address":
                email = "bea@new.example";
                break;
            default:
                await Told(LinkEventTypes.UserRoles, new PersonAtSite(null, Bea, how == "no address" ? null : "bea@new.example", ["System Manager"], _world.Site.Time.GetUtcNow()).WriteTo);
                break;
        }

        (await Ask("afterwards", email: email)).ShouldSatisfyAllConditions(static row => row.State.ShouldBe(ActionStates.Completed, row.Reason));

        ((string)There["modified_by"]!).ShouldBe("Administrator");
        Tokens.ShouldBe(0);
    }

    /// <summary>Roles and enabling are told often: they end nothing.</summary>
    [Fact]
    public async Task Other_news_of_the_person_end_nothing()
    {
        using var browser = await Connect();
        await Told(LinkEventTypes.UserRoles, new PersonAtSite(null, Bea, "Bea@Riverside.example", ["System Manager"], _world.Site.Time.GetUtcNow()).WriteTo);
        await Told(LinkEventTypes.UserEnabled, new UserStanding(null, Bea, _world.Site.Time.GetUtcNow()).WriteTo);
        await Told(LinkEventTypes.UserDisabled, new UserStanding(null, "sub-cleo", _world.Site.Time.GetUtcNow()).WriteTo);

        Tokens.ShouldBe(1);
    }

    [Fact]
    public async Task An_administrator_sees_who_has_connected_and_may_end_it()
    {
        using var browser = await Connect();
        await browser.Open("/admin/source/people");
        browser.Page.ShouldContain("Who acts as their own user");

        (await browser.Send("/admin/source/people?handler=End", new Dictionary<string, string> { ["subject"] = Bea })).ShouldBe(HttpStatusCode.OK);

        Tokens.ShouldBe(0);
    }

    private long Tokens => _world.Site.Database.Read(static db => db.Long("SELECT count(*) FROM frappe_token"))!.Value;

    private async Task<Browser> SignedIn()
    {
        var browser = new Browser(_world.Site);
        await browser.Open("/");
        return browser;
    }

    private async Task<Browser> Connect()
    {
        var browser = await SignedIn();
        await browser.Open(Page);
        (await browser.Send($"{Page}?handler=Connect")).ShouldBe(HttpStatusCode.OK);
        Tokens.ShouldBe(1);
        return browser;
    }

    private async Task Told(string type, Action<IBufferWriter<byte>> write)
    {
        var data = new ArrayBufferWriter<byte>();
        write(data);
        var apply = _world.Site.Service<ILinkApplier>().Prepare("acme", Epoch.None, new LinkEvent(1, $"evt_{++_requests}", type, _world.Site.Time.GetUtcNow(), data.WrittenMemory.ToArray()));
        await _world.Site.Database.Writer.Write(apply);
    }

    private async Task<ActionEndpoints.ListedRequest> Ask(string text, string subject = Bea, string email = Email)
    {
        // What was done before is read back first: it is asked of what the member sees.
        await Eventually.True(async () =>
        {
            await _world.Read();
            return (string?)_world.Body(_order)["notes"] == (string?)There["notes"];
        });
        var id = $"act_{++_requests:00}";
        var now = _world.Site.Time.GetUtcNow();
        var state = _world.Find(_order)!;
        var hash = SeenHash.Of(Projection.Of(state.Body, _world.Site.Service<PublicationSet>().Of(FrappeWorld.Order)!.Fields).Doc.Span);
        await _world.Site.Database.Writer.Write(session =>
        {
            session.Execute(
                "INSERT INTO action_request (id, action, doc_type, name, hash, account, issuer, subject, person, email, input, expires, received, state, changed) VALUES ($1, 'note', $2, $3, $4, 'CUST-1', $10, $5, 'Bea Buyer', $6, $7, $8, $9, 'received', $9)",
                id, FrappeWorld.Order, _order, hash, subject, email, new JsonObject { ["text"] = text }.ToJsonString(), now + TimeSpan.FromHours(1), now, _hub.Url.AbsoluteUri);
            session.AfterCommit(_world.Site.Service<ActionSignal>().Raise);
        });
        ActionEndpoints.ListedRequest row = null!;
        await Eventually.True(() =>
        {
            // The budget's pauses are the clock's.
            _world.Site.Time.Advance(TimeSpan.FromSeconds(1));
            row = _world.Site.Database.Read(session => ActionEndpoints.List(session, null)).Single(one => one.Id == id);
            return row.State is not (StoredRequest.Received or ActionStates.Accepted);
        });
        return row;
    }
}
