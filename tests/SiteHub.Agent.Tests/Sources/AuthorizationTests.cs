using System.Net;
using System.Text;
using System.Web;
using SiteHub.Agent.Sources.Frappe.Authorization;
using SiteHub.Agent.Tests.SignIn;
using SiteHub.Operations.Features.Admin;
using SiteHub.Testing.Frappe;

namespace SiteHub.Agent.Tests.Sources;

/// <summary>The agent as a client of the Frappe site's OAuth provider.</summary>
public sealed class AuthorizationTests : IAsyncLifetime
{
    private const string Page = "/admin/source/authorization";

    private readonly FrappeWorld _world = new() { OAuth = true };
    private FakeHub _hub = null!;

    private StandInOAuth OAuth => _world.Frappe.OAuth;

    public async ValueTask InitializeAsync()
    {
        _hub = await FakeHub.Started(_world.Site.Time);
        _hub.Person = new Person("sub-boss", "boss@example.com", "System Manager");
        (_world.Site.HubUrl, _world.Site.Linked) = (_hub.Url, true);
        await _world.StartAsync(mirrored: false);
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task An_administrator_connects_it_by_the_page_and_it_is_mirrored()
    {
        _world.Insert();
        await _world.Sweep();
        (await State()).ShouldBe("needs authorization");
        _world.Frappe.Requests.ShouldBeEmpty("nobody is asked without a token");
        Attention().ShouldBe(["source-needs-authorization"]);

        using var browser = await SignedIn();
        (await browser.Open(Page)).ShouldBe(HttpStatusCode.OK);
        browser.Page.ShouldContain("Nobody has connected this site to its Frappe yet.");
        browser.Page.ShouldContain("http://localhost:5101/admin/source/authorization/callback");
        browser.Last.Headers.GetValues("Content-Security-Policy").Single().ShouldEndWith("form-action 'self'", customMessage: "a form leads to a page of ours, which goes on");
        (await browser.Send($"{Page}?handler=Connect")).ShouldBe(HttpStatusCode.OK);

        browser.Page.ShouldContain("The source is connected.");
        browser.Page.ShouldContain("Administrator");
        var asked = HttpUtility.ParseQueryString(new Uri(browser.Visited.Single(static at => at.Contains("oauth2.authorize", StringComparison.Ordinal))).Query);
        (asked["scope"], asked["code_challenge_method"], asked["response_type"]).ShouldBe(("all openid", "S256", "code"));
        await _world.Sweep();
        (await State()).ShouldBe("well");
        _world.ShouldEqualTheSite();
        Attention().ShouldBeEmpty();
        browser.Language = "de";
        (await browser.Open(Page)).Page.ShouldContain("Berechtigung der Quelle");
    }

    [Fact]
    public async Task Tokens_are_sealed_and_shown_nowhere()
    {
        using var browser = await Connect();
        await Renewed();
        await browser.Open(Page);
        var shown = browser.Page + (await _world.Site.Get("/api/v1/source")).Text;

        OAuth.Given.Count.ShouldBe(4);
        OAuth.Given.ShouldAllBe(token => !shown.Contains(token, StringComparison.Ordinal));
        foreach (var file in Directory.GetFiles(_world.Site.Folder))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            var text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
            OAuth.Given.ShouldAllBe(token => !text.Contains(token, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_token_is_renewed_ahead_of_its_end_and_asked_with_however_many_ask()
    {
        using var browser = await Connect();
        for (var hour = 0; hour < 3; hour++)
        {
            await Renewed();
            _world.Insert($"hour {hour}");
            await _world.Sweep();
            _world.ShouldEqualTheSite();
        }

        OAuth.Refreshes.ShouldBe(3);

        // The job did not come: whoever needs a token renews it, once.
        _world.Site.Time.Advance(TimeSpan.FromHours(2));
        var tokens = _world.Site.Service<SourceTokens>();
        var got = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => tokens.Get("", null, CancellationToken.None)));
        got.Distinct().Count().ShouldBe(1);
        OAuth.Refreshes.ShouldBe(4);
    }

    [Fact]
    public async Task A_token_that_was_revoked_before_its_end_is_renewed_and_nothing_is_noticed()
    {
        using var browser = await Connect();
        _world.Insert();
        OAuth.RevokeAccess();

        await _world.Sweep();

        _world.ShouldEqualTheSite();
        (await State()).ShouldBe("well");
    }

    [Theory]
    [InlineData("invalid_grant")]
    [InlineData("invalid_client")]
    [InlineData("unauthorized_client")]
    public async Task A_refresh_that_is_refused_pauses_the_source_and_connecting_it_anew_goes_on_at_once(string error)
    {
        using var browser = await Connect();
        OAuth.RefuseRefresh = error;
        await Renewed();
        _world.Insert();
        _world.Frappe.Requests.Clear();

        await _world.Sweep();

        (await State()).ShouldBe("needs authorization");
        _world.Frappe.Requests.ShouldBeEmpty();
        _world.Count().ShouldBe(0);
        Attention().ShouldBe(["source-needs-authorization"]);
        (await browser.Open(Page)).Page.ShouldContain(error);
        browser.Page.ShouldContain("Connect anew");

        // It stands in the row, and not in the process alone.
        await _world.Site.Restart();
        await _world.Sweep();
        (await State()).ShouldBe("needs authorization");

        OAuth.RefuseRefresh = null;
        using var again = await Connect();
        await _world.Sweep();
        _world.ShouldEqualTheSite();
    }

    [Theory]
    [InlineData(502, "text/html", "<html>bad gateway</html>")]
    [InlineData(404, "text/html", "<html>not here</html>")]
    [InlineData(429, "application/json", "{\"exc_type\": \"TooManyRequestsError\"}")]
    [InlineData(503, "application/json", "{\"exc_type\": \"SessionStopped\"}")]
    [InlineData(200, "text/html", "<html>sign in</html>")]
    [InlineData(200, "application/json", "{\"access_token\": 7}")]
    public async Task A_site_that_cannot_be_asked_refuses_nothing(int status, string type, string body)
    {
        using var browser = await Connect();
        _world.Frappe.Faults.Instead = path => path.Contains("get_token", StringComparison.Ordinal) ? (status, type, body) : null;
        await Renewed();
        Attention().ShouldBeEmpty();

        _world.Frappe.Faults.Instead = null;
        _world.Site.Time.Advance(TimeSpan.FromMinutes(2));
        await _world.Site.Service<SourceTokens>().RenewDue(CancellationToken.None);

        // The worker's own round may be under way still, and have looked before.
        _world.Insert();
        await _world.Sweep();
        await _world.Sweep();
        _world.ShouldEqualTheSite();
    }

    /// <summary>The site has answered, and nothing of it is stored: what is stored is shown once more, and a version that ended it needs a person.</summary>
    [Theory]
    [InlineData(false, "well")]
    [InlineData(true, "needs authorization")]
    public async Task An_answer_that_was_lost_is_asked_for_again(bool endsFormer, string state)
    {
        using var browser = await Connect();
        (OAuth.LoseAnswers, OAuth.EndsFormer) = (1, endsFormer);
        await Renewed();
        _world.Site.Time.Advance(TimeSpan.FromMinutes(2));
        await _world.Site.Service<SourceTokens>().RenewDue(CancellationToken.None);

        await _world.Sweep();

        (await State()).ShouldBe(state);
    }

    [Fact]
    public async Task A_process_that_died_between_the_answer_and_the_row_asks_again_at_the_next_start()
    {
        using var browser = await Connect();
        await _world.Site.Database.Writer.Write(db => db.Execute("UPDATE frappe_token SET lease = 'of the dead', leased_until = $1", _world.Site.Time.GetUtcNow().AddSeconds(30)));
        var before = OAuth.Refreshes;

        await _world.Site.Restart();
        await Eventually.True(() => OAuth.Refreshes > before);

        await _world.Sweep();
        (await State()).ShouldBe("well");
    }

    [Fact]
    public async Task An_answer_that_nobody_here_asked_for_connects_nothing()
    {
        using var browser = await SignedIn();
        await browser.Open(Page);
        await browser.Send($"{Page}?handler=Connect");
        var used = browser.Visited.Last(static at => at.Contains("/callback?", StringComparison.Ordinal));
        await _world.Site.Database.Writer.Write(static db => db.Execute("DELETE FROM frappe_token"));

        // Once more; with another's code; without one; and with the state of somebody else's.
        (await browser.Open(new Uri(used).PathAndQuery)).ShouldBe(HttpStatusCode.BadRequest);
        (await browser.Open($"{Page}/callback?code=x&state=forged")).ShouldBe(HttpStatusCode.BadRequest);
        (await browser.Open($"{Page}/callback?code=x")).ShouldBe(HttpStatusCode.BadRequest);
        var begun = await _world.Site.Service<SourceConnection>().Begin("", "other@example.com", CancellationToken.None);
        OAuth.SignedIn = "Administrator";
        var back = await Answered(begun);
        (await browser.Open(back.PathAndQuery)).ShouldBe(HttpStatusCode.BadRequest);
        browser.Page.ShouldContain("Begin again");

        // And one's own, too late.
        begun = await _world.Site.Service<SourceConnection>().Begin("", "boss@example.com", CancellationToken.None);
        back = await Answered(begun);
        _world.Site.Time.Advance(TimeSpan.FromMinutes(16));
        (await browser.Open(back.PathAndQuery)).ShouldBe(HttpStatusCode.BadRequest);
        _world.Site.Database.Read(static db => db.Long("SELECT count(*) FROM frappe_token")).ShouldBe(0);
    }

    [Fact]
    public async Task Whoever_says_no_at_the_site_is_told_what_to_do()
    {
        OAuth.Denies = true;
        using var browser = await SignedIn();
        await browser.Open(Page);

        (await browser.Send($"{Page}?handler=Connect")).ShouldBe(HttpStatusCode.BadRequest);

        browser.Page.ShouldContain("It was not allowed at the site");
        _world.Site.Database.Read(static db => db.Long("SELECT count(*) FROM frappe_token")).ShouldBe(0);
    }

    [Fact]
    public async Task An_authorization_that_is_ended_here_ends_there_and_nothing_is_mirrored_any_more()
    {
        using var browser = await Connect();
        var access = OAuth.Given.First();
        await browser.Open(Page);

        (await browser.Send($"{Page}?handler=Disconnect")).ShouldBe(HttpStatusCode.OK);

        OAuth.UserOf(access).ShouldBeNull();
        await _world.Sweep();
        (await State()).ShouldBe("needs authorization");
    }

    [Fact]
    public async Task Tokens_of_another_client_or_another_site_are_none()
    {
        using var browser = await Connect();
        await _world.Site.Stop();
        _world.Site.Frappe = _world.Site.Frappe! with { OAuth = _world.Site.Frappe.OAuth! with { ClientId = "another" } };
        await _world.Site.Start();
        _world.Frappe.Requests.Clear();

        await _world.Sweep();

        (await State()).ShouldBe("needs authorization");
        _world.Frappe.Requests.ShouldBeEmpty();
    }

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
        await browser.Send($"{Page}?handler=Connect");
        browser.Page.ShouldContain("The source is connected.");
        return browser;
    }

    /// <summary>The job, as the clock would have it: some minutes before the token's end.</summary>
    private async Task Renewed()
    {
        _world.Site.Time.Advance(TimeSpan.FromMinutes(56));
        await _world.Site.Service<SourceTokens>().RenewDue(CancellationToken.None);
    }

    private static async Task<Uri> Answered(Uri begun)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var answer = await http.GetAsync(begun);
        return answer.Headers.Location!;
    }

    private async Task<string> State() => (string)(await _world.Site.Get("/api/v1/source")).Json["state"]!;

    private List<string> Attention() => [.. _world.Site.Service<AttentionList>().Look().Select(static one => one.Kind).Where(static kind => kind.StartsWith("source-", StringComparison.Ordinal))];
}
