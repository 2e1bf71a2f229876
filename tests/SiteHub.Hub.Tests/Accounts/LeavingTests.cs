using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using SiteHub.Hub.People;
using SiteHub.Hub.Sessions.Logout;
using SiteHub.Hub.Tests.SignIn;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Tests.Accounts;

public sealed class LeavingTests : IAsyncLifetime
{
    private const string Email = "sam@acme.example";
    private const string Password = "a long enough password";

    private readonly HubFixture _hub = new();
    private readonly LogoutListener _acme = new();
    private readonly LogoutListener _globex = new();
    private Browser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        await _acme.Start();
        await _globex.Start();
        _hub.Sites.Clear();
        _hub.Sites.AddRange([At("acme", _acme), At("globex", _globex)]);
        _hub.People.Add(new SeedPerson(Email, "Sam", Password, [], new Dictionary<string, IReadOnlyList<string>>()));
        await _hub.Start();
        _browser = new Browser(_hub);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _hub.DisposeAsync();
        await _acme.DisposeAsync();
        await _globex.DisposeAsync();
    }

    [Fact]
    public async Task Signing_out_tells_every_site_that_was_entered_which_session_has_ended()
    {
        var claims = await Enter("acme", _acme);
        await Enter("globex", _globex);

        using var signedOut = await _browser.Submit("/signout");

        var token = await Valid((await _acme.Received(1))[0], "site-acme");
        token.GetClaim("sid").Value.ShouldBe((string?)claims["sid"]);
        token.Subject.ShouldBe((string?)claims["sub"]);
        token.Id.ShouldNotBeNullOrEmpty();
        token.GetPayloadValue<System.Text.Json.JsonElement>("events").GetProperty("http://schemas.openid.net/event/backchannel-logout").EnumerateObject().ShouldBeEmpty();
        token.TryGetPayloadValue<string>("nonce", out _).ShouldBeFalse();
        await Valid((await _globex.Received(1))[0], "site-globex");
    }

    /// <summary>`audit check --head` relies on lines of the log: none is to be had by writing it into an answer.</summary>
    [Theory]
    [InlineData("x\r\ninfo: SiteHub.Hub.Audit.AuditTrail[0] Audit 9999: person.approved by hub; hash 00")]
    [InlineData("x\ninfo: SiteHub.Hub.Audit.AuditTrail[0] Audit 9999 hash 00\u001b[1A\u001b[2K")]
    [InlineData("x\u2028Audit 9999\u0085Audit 9999\u202Ehsah")]
    [InlineData("x\rAudit 9999\u009b2K\u0007\b\u200e")]
    public async Task What_a_site_answers_makes_no_line_of_the_log_and_moves_nothing_on_a_terminal(string said)
    {
        (_acme.Answer, _acme.Said) = (HttpStatusCode.BadRequest, said);
        await Enter("acme", _acme);
        using var signedOut = await _browser.Submit("/signout");
        await _acme.Received(1);
        for (var i = 0; i < 200 && !_hub.Log.Text.Contains("could not be told", StringComparison.Ordinal); i++)
        {
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }

        var log = _hub.Log.Text;
        log.ShouldContain("could not be told");
        log.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(static line => !line.StartsWith("info: SiteHub.Hub.Audit", StringComparison.Ordinal) && !line.StartsWith("Audit", StringComparison.Ordinal));
        log.Where(static c => c != '\n').ShouldAllBe(static c => !char.IsControl(c) && char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.Format && c != '\u2028');
    }

    [Fact]
    public async Task A_site_that_was_never_entered_hears_nothing()
    {
        await Enter("acme", _acme);

        using var signedOut = await _browser.Submit("/signout");

        await _acme.Received(1);
        _globex.Tokens.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_site_that_is_down_is_told_later_with_a_new_token_even_after_the_hub_was_restarted()
    {
        await Enter("acme", _acme);
        _acme.Answer = HttpStatusCode.ServiceUnavailable;
        using var signedOut = await _browser.Submit("/signout");
        var first = (await _acme.Received(1))[0];
        (await Open())[0]!["error"]!.GetValue<string>().ShouldStartWith("503");

        await _hub.Restart();
        _acme.Answer = HttpStatusCode.OK;
        _hub.Time.Advance(TimeSpan.FromSeconds(10));
        _hub.Service<LogoutSignal>().Raise();

        var second = (await _acme.Received(2))[1];
        new JsonWebToken(second).Id.ShouldNotBe(new JsonWebToken(first).Id);
        new JsonWebToken(second).GetPayloadValue<long>("toe").ShouldBe(new JsonWebToken(first).GetPayloadValue<long>("toe"), "when it ended, however late it is told");
        for (var i = 0; i < 100 && (await Open()).Count > 0; i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        (await Open()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_site_whose_link_is_back_is_told_at_once_and_not_when_its_time_has_come()
    {
        await Enter("acme", _acme);
        _acme.Answer = HttpStatusCode.ServiceUnavailable;
        using var signedOut = await _browser.Submit("/signout");
        await _acme.Received(1);
        for (var i = 0; i < 100 && (await Open())[0]!["error"] is null; i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        // The hub's clock stands, so by its time it never is due.
        _acme.Answer = HttpStatusCode.OK;
        await _hub.Service<Delivery.Links.ILinkHistory>().IsBackAsync("globex");
        _acme.Tokens.Count.ShouldBe(1, "another site's link");
        await _hub.Service<Delivery.Links.ILinkHistory>().IsBackAsync("acme");

        await _acme.Received(2);
    }

    [Fact]
    public async Task One_site_that_does_not_answer_holds_up_no_other()
    {
        await Enter("acme", _acme);
        await Enter("globex", _globex);
        _acme.Answer = HttpStatusCode.InternalServerError;

        using var signedOut = await _browser.Submit("/signout");

        await _globex.Received(1);
    }

    [Fact]
    public async Task A_disabled_person_loses_session_and_tokens_at_once_and_every_site_is_told_over_its_link()
    {
        await Enter("acme", _acme);
        var (_, answer) = await _browser.Redeem(await _browser.Authorize(redirect: Callback(_acme)), redirect: Callback(_acme));
        var admin = await _hub.Token("operations", "hub.admin");

        using var disabled = await _hub.Send(HttpMethod.Post, $"/api/v1/people/{Id}/disable", admin, JsonContent.Create(new { reason = "left the company" }));

        disabled.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var home = await _browser.Get("/");
        home.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await _browser.Refresh((string)answer["refresh_token"]!)).Status.ShouldBe(HttpStatusCode.BadRequest);
        using var info = await _hub.Get("/connect/userinfo", (string)answer["access_token"]!);
        info.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var again = await _browser.SignIn(Email, Password);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        await _acme.Received(1);
        Logged("user.disabled").Count.ShouldBe(2);

        using var enabled = await _hub.Send(HttpMethod.Post, $"/api/v1/people/{Id}/enable", admin);
        using var back = await _browser.SignIn(Email, Password);
        back.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        Logged("user.enabled").Count.ShouldBe(2);
    }

    [Fact]
    public async Task Whoever_had_not_come_yet_when_they_were_disabled_has_still_to_come_when_they_are_enabled()
    {
        var admin = await _hub.Token("operations", "hub.admin");
        using var invited = await _hub.Send(HttpMethod.Post, "/api/v1/people", admin, JsonContent.Create(new { email = "late@acme.example" }));
        var person = (await invited.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
        using var disabled = await _hub.Send(HttpMethod.Post, $"/api/v1/people/{person["id"]}/disable", admin);
        var link = new Uri((string)person["link"]!).PathAndQuery;
        (await _browser.Page(link)).ShouldContain("expired or was used");

        using var enabled = await _hub.Send(HttpMethod.Post, $"/api/v1/people/{person["id"]}/enable", admin);

        (await _browser.Page(link)).ShouldContain("late@acme.example");
    }

    [Fact]
    public async Task Whoever_awaited_approval_when_they_were_disabled_awaits_it_still()
    {
        var admin = await _hub.Token("operations", "hub.admin");
        await _hub.Database.Writer.Write(db => PersonRows.Insert(db, Operations.Values.EmailAddress.Parse("rob@acme.example")!, PersonState.AwaitsApproval, _hub.Time.GetUtcNow()));
        var rob = _hub.Database.Read(static db => db.Text("SELECT Id FROM person WHERE Email = 'rob@acme.example'"));
        using var disabled = await _hub.Send(HttpMethod.Post, $"/api/v1/people/{rob}/disable", admin);

        using var enabled = await _hub.Send(HttpMethod.Post, $"/api/v1/people/{rob}/enable", admin);

        _hub.Database.Read(static db => db.Text("SELECT State FROM person WHERE Email = 'rob@acme.example'")).ShouldBe("AwaitsApproval");
    }

    [Fact]
    public async Task The_audit_says_who_came_who_was_refused_and_who_was_sent_away()
    {
        using var wrong = await _browser.SignIn(Email, "not the password");
        using var right = await _browser.SignIn(Email, Password);
        using var signedOut = await _browser.Submit("/signout");
        var admin = await _hub.Token("operations", "hub.admin");
        using var disabled = await _hub.Send(HttpMethod.Post, $"/api/v1/people/{Id}/disable", admin);

        using var answer = await _hub.Get("/api/v1/audit?limit=4", admin);

        var entries = (await answer.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["entries"]!.AsArray();
        entries.Select(e => $"{e!["who"]} {e["what"]} {e["about"]} {e["outcome"]}").ShouldBe(
        [
            $"operations person.disabled {Id} done", $"{Id} person.signed_out  done", $"{Id} person.signed_in  done", $"anonymous person.sign_in_refused {Id} refused",
        ]);
    }

    [Fact]
    public async Task What_ended_long_ago_is_deleted_and_what_still_opens_something_is_not()
    {
        await Enter("acme", _acme);
        using var signedOut = await _browser.Submit("/signout");
        await _acme.Received(1);
        using var signedIn = await _browser.SignIn(Email, Password);
        var sessions = _hub.Service<Sessions.BrowserSessions>();
        (await sessions.Trim(TestContext.Current.CancellationToken)).ShouldBe(0);

        _hub.Time.Advance(TimeSpan.FromDays(31));
        (await sessions.Trim(TestContext.Current.CancellationToken)).ShouldBe(1);
        await _hub.Service<Hub.Identity.ExpiredTokens>().Sweep(TestContext.Current.CancellationToken);
        _hub.Database.Read(static db => (db.Long("SELECT count(*) FROM OpenIddictAuthorizations"), db.Long("SELECT count(*) FROM session_client"), db.Long("SELECT count(*) FROM browser_session"))).ShouldBe((0, 0, 1));
        _hub.Time.Advance(TimeSpan.FromDays(31));
        (await sessions.Trim(TestContext.Current.CancellationToken)).ShouldBe(1);
    }

    private string Id => _hub.Database.Read(static db => db.Text("SELECT Id FROM person WHERE Email = $1", Email))!;

    private static SiteEntry At(string slug, LogoutListener listener) => HubFixture.Site(slug) with { Url = listener.Url };

    private static string Callback(LogoutListener listener) => new Uri(listener.Url, "signin-oidc").AbsoluteUri;

    private List<string> Logged(string type) =>
        _hub.Database.Read(db => db.Many("SELECT id FROM log_entry WHERE type = $1", static row => row.Text(0), type));

    private async Task<JsonArray> Open()
    {
        using var answer = await _hub.Get("/api/v1/logouts?open=true", await _hub.Token("reader"));
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!["logouts"]!.AsArray();
    }

    private async Task<JsonObject> Enter(string site, LogoutListener listener)
    {
        using var signedIn = await _browser.Get("/");
        if (signedIn.StatusCode == HttpStatusCode.Redirect)
        {
            using var _ = await _browser.SignIn(Email, Password);
        }

        var client = "site-" + site;
        var (status, answer) = await _browser.Redeem(await _browser.Authorize(client, redirect: Callback(listener)), client, Callback(listener));
        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        return Browser.Claims((string)answer["id_token"]!);
    }

    private async Task<JsonWebToken> Valid(string token, string audience)
    {
        var keys = new JsonWebKeySet(await _hub.Http.GetStringAsync("/.well-known/jwks"));
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = "http://localhost:5100/",
            ValidAudience = audience,
            IssuerSigningKeys = keys.GetSigningKeys(),
            ValidTypes = ["logout+jwt"],
            LifetimeValidator = (_, expires, _, _) => expires > _hub.Time.GetUtcNow().UtcDateTime,
        });
        result.IsValid.ShouldBeTrue(result.Exception?.Message);
        return (JsonWebToken)result.SecurityToken;
    }
}
