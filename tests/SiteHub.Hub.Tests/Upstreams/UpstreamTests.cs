using System.Net;
using System.Net.Sockets;
using System.Web;
using SiteHub.Hub.People;
using SiteHub.Hub.Tests.SignIn;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Tests.Upstreams;

/// <summary>Signing in at the hub by another provider.</summary>
public sealed class UpstreamTests : IAsyncLifetime
{
    private const string Email = "una@lakeside.example";
    private const string Password = "a long enough password";

    private readonly HubFixture _hub = new();
    private NodeProvider _provider = null!;
    private Browser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _hub.Url = _hub.Listen = $"http://127.0.0.1:{Ports.Take()}";

        _provider = await NodeProvider.Start(_hub.Url);
        _hub.People.Add(new SeedPerson("sam@acme.example", "Sam", Password, [], new Dictionary<string, IReadOnlyList<string>>()));
    }

    public async ValueTask DisposeAsync()
    {
        _browser?.Dispose();
        _provider?.Dispose();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_comes_with_a_verified_address_and_no_account_is_given_one_and_known_again()
    {
        await Start();
        await _provider.Is("u1", Email);
        (await Arrive()).ShouldBe("/");
        var id = Id(Email);
        id.ShouldNotBeNull();

        // Known by subject: another address there changes nothing here.
        await _provider.Is("u1", "other@lakeside.example");
        using var again = new Browser(_hub);
        (await Arrive(again)).ShouldBe("/");
        Id("other@lakeside.example").ShouldBeNull();
        Sessions(id).ShouldBe(2);
    }

    [Theory]
    [InlineData(false, true, true)]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    public async Task An_address_that_is_not_verified_or_not_believed_or_an_account_that_may_not_be_made_is_refused(bool verified, bool trusted, bool create)
    {
        await Start(trusted, create);
        await _provider.Is("u1", Email, verified);

        (await Arrive()).ShouldStartWith("/signin/arrived");
        Id(Email).ShouldBeNull();
    }

    [Fact]
    public async Task An_account_that_is_there_is_linked_only_once_it_has_proven_itself()
    {
        await Start();
        await _provider.Is("u1", "sam@acme.example");
        var asked = await Arrive();
        asked.ShouldStartWith("/signin/password");
        using (var home = await _browser.Get("/"))
        {
            home.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        }

        using var proven = await _browser.Submit(asked, ("Password", Password));
        (await _browser.Follow(proven.Headers.Location!)).ShouldBe("/");
        using var fresh = new Browser(_hub);
        (await Arrive(fresh)).ShouldBe("/");
        Sessions(Id("sam@acme.example")!).ShouldBe(1, "the first browser's went on as it had begun, with the password");
    }

    [Fact]
    public async Task Somebody_elses_subject_with_the_same_address_opens_nobodys_account()
    {
        await Start();
        await _provider.Is("u1", Email);
        await Arrive();

        await _provider.Is("u2", Email);
        using var other = new Browser(_hub);
        (await Arrive(other)).ShouldStartWith("/signin/password");
    }

    [Fact]
    public async Task Claims_give_roles_and_take_those_that_they_no_longer_give_and_no_others()
    {
        await Start();
        await _provider.Is("u1", Email, true, "ops", "buyers");
        await Arrive();
        Roles(Email).ShouldBe(["acme: Buyer", "operator"]);
        await _hub.Database.Writer.Write(static db => db.Execute("INSERT INTO person_site_role (PersonId, Site, Role) SELECT Id, 'globex', 'Own' FROM person WHERE Email = $1", Email));

        await _provider.Is("u1", Email, true, "buyers");
        using var again = new Browser(_hub);
        await Arrive(again);
        Roles(Email).ShouldBe(["acme: Buyer", "globex: Own"]);
    }

    [Fact]
    public async Task A_disabled_person_is_refused_and_an_address_of_its_domain_goes_there_at_once()
    {
        await Start();
        await _provider.Is("u1", Email);
        await Arrive();
        using var disabled = await _hub.Send(HttpMethod.Post, $"/api/v1/people/{Id(Email)}/disable", await _hub.Token("operations", "hub.admin"));
        using var again = new Browser(_hub);
        (await Arrive(again)).ShouldStartWith("/signin/arrived");

        using var typed = await again.Submit("/signin", ("Email", "somebody@lakeside.example"));
        typed.Headers.Location!.AbsoluteUri.ShouldStartWith(_provider.Issuer.AbsoluteUri);
        HttpUtility.ParseQueryString(typed.Headers.Location.Query)["login_hint"].ShouldBe("somebody@lakeside.example");
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData(null)]
    public async Task An_answer_that_another_server_gave_or_that_says_no_issuer_is_not_taken(string? iss)
    {
        await Start();
        await _provider.Is("u1", Email);
        using var challenged = await _browser.Submit("/signin/with/idp", "/signin");
        var back = await _browser.Until(challenged.Headers.Location!, $"{_hub.Url}/signin/upstream/idp");
        var query = HttpUtility.ParseQueryString(back.Query);
        query["iss"].ShouldBe(_provider.Issuer.AbsoluteUri.TrimEnd('/'));
        if (iss is null)
        {
            query.Remove("iss");
        }
        else
        {
            query["iss"] = iss;
        }

        (await _browser.Follow(new Uri($"{_hub.Url}/signin/upstream/idp?{query}"))).ShouldStartWith("/signin/arrived?failed=idp");
        Id(Email).ShouldBeNull();
    }

    private async Task Start(bool trusted = true, bool create = true)
    {
        _hub.Upstreams.Add(new UpstreamEntry(
            "idp", "The provider", UpstreamKind.OpenIdConnect, _provider.Issuer, "hub", new Secret(HubFixture.Secret), ["lakeside.example", "acme.example"], trusted, create, [], "groups",
            new Dictionary<string, IReadOnlyList<string>> { ["ops"] = ["operator"], ["buyers"] = ["acme: Buyer"] }));
        await _hub.Start();

        // The provider looks at the machine's clock.
        _hub.Time.SetUtcNow(TimeProvider.System.GetUtcNow());
        _browser = new Browser(_hub);
    }

    /// <returns>where it ends, without host</returns>
    private async Task<string> Arrive(Browser? browser = null)
    {
        browser ??= _browser;
        using var challenged = await browser.Submit("/signin/with/idp", "/signin");
        return await browser.Follow(challenged.Headers.Location!);
    }

    private string? Id(string email) => _hub.Database.Read(db => db.Text("SELECT Id FROM person WHERE Email = $1", email));

    private long Sessions(string person) => _hub.Database.Read(db => db.Long("SELECT count(*) FROM browser_session WHERE person_id = $1 AND ended IS NULL AND amr = 'fed'", person))!.Value;

    private List<string> Roles(string email) => _hub.Database.Read(db => db.Many(
        """
        SELECT s.Site || ': ' || s.Role FROM person_site_role s JOIN person p ON p.Id = s.PersonId WHERE p.Email = $1
        UNION SELECT r.Name FROM person_role pr JOIN role r ON r.Id = pr.RoleId JOIN person p ON p.Id = pr.UserId WHERE p.Email = $1 ORDER BY 1
        """,
        static row => row.Text(0),
        email));
}
