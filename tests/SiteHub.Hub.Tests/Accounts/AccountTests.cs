using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SiteHub.Hub.Mail;
using SiteHub.Hub.People;
using SiteHub.Hub.Tests.SignIn;

namespace SiteHub.Hub.Tests.Accounts;

public sealed partial class AccountTests : IAsyncLifetime
{
    private const string Email = "sam@acme.example";
    private const string Password = "a long enough password";

    private readonly HubFixture _hub = new();
    private Browser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _hub.People.Add(new SeedPerson(Email, "Sam", Password, [], new Dictionary<string, IReadOnlyList<string>> { ["acme"] = ["Sales User"] }));
        await _hub.Start();
        _browser = new Browser(_hub);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_is_invited_chooses_a_password_and_is_signed_in_and_the_link_is_good_once()
    {
        var invited = await Post("/api/v1/people", new { email = "new@lakeside.example", name = "Nora New", siteRoles = new { acme = new[] { "Buyer" } } });
        var link = Mailed("new@lakeside.example");
        ((string?)invited["link"]).ShouldBe(link.AbsoluteUri);

        using var accepted = await _browser.Submit(link.PathAndQuery, ("Code", Code(link)), ("Password", "another long password"));

        accepted.Headers.Location!.OriginalString.ShouldBe("/", await accepted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var (status, answer) = await _browser.Redeem(await _browser.Authorize());
        status.ShouldBe(HttpStatusCode.OK);
        var claims = Browser.Claims((string)answer["id_token"]!);
        ((string?)claims["email"], (string?)claims["roles"]!.AsArray().Single()).ShouldBe(("new@lakeside.example", "Buyer"));
        using var again = await _browser.Get(link.PathAndQuery);
        (await again.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("expired or was used");
    }

    [Fact]
    public async Task An_invitation_expires_and_a_new_one_replaces_the_old()
    {
        await Post("/api/v1/people", new { email = "new@lakeside.example" });
        var first = Mailed("new@lakeside.example");
        await Post("/api/v1/people", new { email = "new@lakeside.example" });
        var second = Mailed("new@lakeside.example");

        (await _browser.Page(first.PathAndQuery)).ShouldContain("expired or was used");
        (await _browser.Page(second.PathAndQuery)).ShouldContain("new@lakeside.example");
        _hub.Time.Advance(TimeSpan.FromDays(7));
        (await _browser.Page(second.PathAndQuery)).ShouldContain("expired or was used");
    }

    [Fact]
    public async Task Faults_of_an_invitation_are_told_all_at_once_and_a_known_person_is_left_alone()
    {
        using var wrong = await Send("/api/v1/people", new { email = "not an address", hubRoles = new[] { "king" }, siteRoles = new { nowhere = new[] { "x" } }, language = "fr" });
        using var known = await Send("/api/v1/people", new { email = Email });

        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var told = await wrong.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        told.ShouldSatisfyAllConditions(
            () => told.ShouldContain("not an address"), () => told.ShouldContain("king"), () => told.ShouldContain("nowhere"), () => told.ShouldContain("fr"));
        known.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_new_password_ends_every_session_and_the_link_is_good_once_for_an_hour()
    {
        using var signedIn = await _browser.SignIn(Email, Password);
        using var elsewhere = new Browser(_hub);
        using var forgot = await elsewhere.Submit("/forgot", ("Email", Email));
        var link = Mailed(Email);

        using var reset = await elsewhere.Submit(link.PathAndQuery, ("Code", Code(link)), ("Password", "yet another password"));

        reset.Headers.Location!.OriginalString.ShouldBe("/signin");
        using var home = await _browser.Get("/");
        home.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var old = await _browser.SignIn(Email, Password);
        old.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var fresh = await _browser.SignIn(Email, "yet another password");
        fresh.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await elsewhere.Page(link.PathAndQuery)).ShouldContain("expired or was used");
        using var forgotAgain = await elsewhere.Submit("/forgot", ("Email", Email));
        var second = Mailed(Email);
        _hub.Time.Advance(TimeSpan.FromHours(1));
        (await elsewhere.Page(second.PathAndQuery)).ShouldContain("expired or was used");
    }

    [Fact]
    public async Task A_second_factor_is_asked_for_and_each_code_is_good_once()
    {
        using var signedIn = await _browser.SignIn(Email, Password);
        var page = await _browser.Page("/account/second-factor");
        var key = Key().Match(page).Groups[1].Value;
        var on = await _browser.Submitted("/account/second-factor?handler=TurnOn", "/account/second-factor", ("Code", Totp.Code(key, -1)));
        var recovery = RecoveryCode().Matches(on).Select(m => m.Groups[1].Value).ToList();
        recovery.Count.ShouldBe(10, on);
        using var signedOut = await _browser.Submit("/signout");

        var code = Totp.Code(key);
        (await Second(code)).ShouldBe("/");
        using var second = new Browser(_hub);
        (await Second(code, second)).ShouldBeNull();
        (await Second(recovery[0], second)).ShouldBe("/");
        using var third = new Browser(_hub);
        (await Second(recovery[0], third)).ShouldBeNull();
        (await Second("000000", third)).ShouldBeNull();

        async Task<string?> Second(string code, Browser? browser = null)
        {
            browser ??= _browser;
            using var password = await browser.SignIn(Email, Password);
            password.Headers.Location!.OriginalString.ShouldStartWith("/signin/code");
            using var home = await browser.Get("/");
            home.StatusCode.ShouldBe(HttpStatusCode.Redirect);
            using var answer = await browser.Submit("/signin/code?returnUrl=%2F", ("Code", code));
            return answer.Headers.Location?.OriginalString;
        }
    }

    [Fact]
    public async Task Authenticator_keys_recovery_codes_and_mailed_links_are_not_in_the_database_in_clear()
    {
        using var signedIn = await _browser.SignIn(Email, Password);
        var key = Key().Match(await _browser.Page("/account/second-factor")).Groups[1].Value.Replace(" ", "", StringComparison.Ordinal);
        var on = await _browser.Submitted("/account/second-factor?handler=TurnOn", "/account/second-factor", ("Code", Totp.Code(key)));
        var recovery = RecoveryCode().Match(on).Groups[1].Value;
        using var forgot = await _browser.Submit("/forgot", ("Email", Email));
        var code = Code(Mailed(Email));

        var files = Directory.GetFiles(Path.GetDirectoryName(_hub.DatabasePath)!).Select(static file =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            return reader.ReadToEnd();
        }).ToList();

        files.ShouldAllBe(text => !text.Contains(key, StringComparison.Ordinal) && !text.Contains(recovery, StringComparison.Ordinal) && !text.Contains(code, StringComparison.Ordinal));
        files.ShouldContain(text => text.Contains(Email, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stranger_who_tries_passwords_does_not_lock_the_person_out_of_a_browser_that_they_know()
    {
        using (await _browser.SignIn(Email, Password))
        using (await _browser.Submit("/signout"))
        {
        }

        using var stranger = new Browser(_hub);
        for (var i = 0; i < 12; i++)
        {
            using var wrong = await stranger.SignIn(Email, "wrong password");
        }

        using var locked = await stranger.SignIn(Email, Password);
        locked.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var own = await _browser.SignIn(Email, Password);
        own.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        _hub.Time.Advance(SignInAttempts.Window + TimeSpan.FromSeconds(1));
        using var later = await stranger.SignIn(Email, Password);
        later.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task One_browser_is_signed_out_from_another_and_only_that_one()
    {
        using var signedIn = await _browser.SignIn(Email, Password);
        using var other = new Browser(_hub);
        using var alsoSignedIn = await other.SignIn(Email, Password);
        var id = _hub.Database.Read(static db => db.Text("SELECT id FROM browser_session LIMIT 1"))!;
        (await _browser.Page("/account/sessions")).ShouldContain(id);

        using var ended = await _browser.Submit("/account/sessions?handler=One", "/account/sessions", ("id", id));

        using var one = await _browser.Get("/");
        using var two = await other.Get("/");
        new[] { one.StatusCode, two.StatusCode }.ShouldBe([HttpStatusCode.OK, HttpStatusCode.Redirect], ignoreOrder: true);
    }

    [Fact]
    public async Task What_a_company_holds_is_shown_and_taken_back()
    {
        using var signedIn = await _browser.SignIn(Email, Password);
        var (_, answer) = await _browser.Redeem(await _browser.Authorize());
        (await _browser.Page("/account/connections")).ShouldContain("value=\"site-acme\"");

        using var revoked = await _browser.Submit("/account/connections", ("client", "site-acme"));

        (await _browser.Refresh((string)answer["refresh_token"]!)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await _browser.Page("/account/connections")).ShouldNotContain("value=\"site-acme\"");
    }

    [Fact]
    public async Task A_file_of_people_is_taken_whole_or_not_at_all()
    {
        const string Good = "email;name;siteRoles\r\na@lakeside.example;Ann;acme: Buyer\r\nsam@acme.example;Sam;\r\n";
        using var wrong = await Import("email,name,hubRoles\na@lakeside.example,Ann,king\nnot-an-address,Bob,\n");
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var told = await wrong.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        told.ShouldContain("line 2: hubRoles");
        told.ShouldContain("line 3: email");
        _hub.Service<Outbox>().Latest(10).ShouldBeEmpty();

        using var right = await Import(Good);

        (await right.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("{\"lines\":2,\"invited\":1,\"known\":1}");
        _hub.Service<Outbox>().Latest(10).Select(m => m.Recipient).ShouldBe(["a@lakeside.example"]);

        async Task<HttpResponseMessage> Import(string csv) =>
            await _hub.Send(HttpMethod.Post, "/api/v1/people/import", await _hub.Token("operations", "hub.admin"), new StringContent(csv, Encoding.UTF8, "text/csv"));
    }

    private Uri Mailed(string recipient) => new(Link().Match(_hub.Service<Outbox>().Latest(10).First(mail => mail.Recipient == recipient).Text).Value);

    private static string Code(Uri link) => link.Query["?code=".Length..];

    private async Task<HttpResponseMessage> Send(string path, object? body) =>
        await _hub.Send(HttpMethod.Post, path, await _hub.Token("operations", "hub.admin"), body is null ? null : JsonContent.Create(body));

    private async Task<JsonNode> Post(string path, object body)
    {
        using var response = await Send(path, body);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    [GeneratedRegex("http://\\S+")]
    private static partial Regex Link();

    [GeneratedRegex("<p class=\"mono mt-2\">([A-Z2-7 ]+)</p>")]
    private static partial Regex Key();

    [GeneratedRegex("<li class=\"col-6 col-md-3 mb-1\">([A-Z0-9-]+)</li>")]
    private static partial Regex RecoveryCode();
}
