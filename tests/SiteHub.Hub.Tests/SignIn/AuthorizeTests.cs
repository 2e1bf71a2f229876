using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Web;
using SiteHub.Hub.People;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Tests.SignIn;

/// <summary>What clients of others send to where people sign in, and what they and their people get back.</summary>
public sealed partial class AuthorizeTests : IAsyncLifetime
{
    private const string Email = "sam@acme.example";
    private const string Other = "olga@acme.example";
    private const string Password = "a long enough password";
    private const string Challenge = "&code_challenge=abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz&code_challenge_method=S256";

    private readonly HubFixture _hub = new();
    private Browser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        foreach (var email in new[] { Email, Other })
        {
            _hub.People.Add(new SeedPerson(email, email[..3], Password, [], new Dictionary<string, IReadOnlyList<string>>()));
        }

        await _hub.Start();
        _browser = new Browser(_hub);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _hub.DisposeAsync();
    }

    [Theory]
    [InlineData("", "s", "code")]
    [InlineData("&prompt=none", "s", "error")]
    [InlineData("&acr_values=x", "\"><script>alert(1)</script>", "code")]
    [InlineData("&scope=openid", "ümlaut & <b>", "error")]
    public async Task An_answer_by_form_post_is_a_page_that_sends_itself_by_a_script_of_ours_and_has_a_button(string more, string state, string answer)
    {
        if (answer == "code")
        {
            using var _ = await _browser.SignIn(Email, Password);
        }

        using var response = await _browser.Get(
            $"/connect/authorize?response_type=code&response_mode=form_post&client_id=site-acme&redirect_uri={HttpUtility.UrlEncode(Browser.Callback)}&scope=openid&nonce=n&state={HttpUtility.UrlEncode(state)}{Challenge}{(more == "&scope=openid" ? "&prompt=none&prompt=none" : more)}");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var page = await response.Content.ReadAsStringAsync();
        page.ShouldContain($"<form method=\"post\" action=\"{Browser.Callback}\">");
        page.ShouldContain("<button>");
        page.ShouldNotContain("<script>");
        page.ShouldContain("<script src=\"/assets/send.js");
        var fields = HiddenField().Matches(page).ToDictionary(static m => m.Groups[1].Value, static m => HttpUtility.HtmlDecode(m.Groups[2].Value));
        (fields["state"], fields["iss"], fields.ContainsKey(answer)).ShouldBe((state, "http://localhost:5100/", true));
        var policy = string.Join(' ', response.Headers.GetValues("Content-Security-Policy"));
        policy.ShouldContain("script-src 'self';");
        policy.ShouldNotContain("form-action", customMessage: "the client goes on where it likes");
    }

    [Theory]
    [InlineData("response_type=code&scope=openid", "invalid_request")]
    [InlineData("response_type=code&scope=openid&request=e30.e30." + Challenge, "request_not_supported")]
    [InlineData("response_type=code&scope=openid&prompt=none%20login" + Challenge, "invalid_request")]
    [InlineData("response_type=token&scope=openid", "unsupported_response_type")]
    [InlineData("response_type=code%20token&scope=openid&nonce=n", "unsupported_response_type")]
    [InlineData("scope=openid" + Challenge, "invalid_request")]
    [InlineData("response_type=code&scope=hub.admin" + Challenge, "invalid_scope")]
    [InlineData("response_type=code&scope=openid&prompt=login&prompt=none" + Challenge, "invalid_request")]
    [InlineData("response_type=code&scope=openid&response_mode=carrier-pigeon" + Challenge, "invalid_request")]
    public async Task What_is_wrong_with_a_request_its_client_is_told_and_not_the_person_who_brought_it(string parameters, string error)
    {
        using var response = await _browser.Get($"/connect/authorize?client_id=site-acme&redirect_uri={HttpUtility.UrlEncode(Browser.Callback)}&state=s&{parameters}");

        response.StatusCode.ShouldBe(HttpStatusCode.Redirect, await response.Content.ReadAsStringAsync());
        var to = response.Headers.Location!;
        to.GetLeftPart(UriPartial.Path).ShouldBe(Browser.Callback);
        var told = HttpUtility.ParseQueryString(to.Query.Length > 0 ? to.Query : to.Fragment.TrimStart('#'));
        (told["error"], told["state"], told["iss"]).ShouldBe((error, "s", "http://localhost:5100/"));
    }

    [Theory]
    [InlineData("/connect/authorize")]
    [InlineData("/connect/authorize?client_id=site-acme&redirect_uri=http%3A%2F%2Felsewhere.example%2F&response_type=code&scope=openid")]
    [InlineData("/connect/authorize?client_id=nobody&redirect_uri=http%3A%2F%2Facme.localhost%3A5101%2Fsignin-oidc&response_type=code&scope=openid")]
    [InlineData("/connect/authorize?client_id=site-acme&client_id=site-acme")]
    [InlineData("/connect/authorize?kept=long-gone")]
    [InlineData("/connect/endsession?post_logout_redirect_uri=http%3A%2F%2Felsewhere.example%2F")]
    public async Task Where_nobody_is_known_who_could_be_told_the_person_is_shown_a_page_and_a_program_a_document(string address)
    {
        using var page = await Asked(HttpMethod.Get, address, "text/html,application/xhtml+xml");
        using var document = await Asked(HttpMethod.Get, address, "application/json");

        page.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await page.Content.ReadAsStringAsync()).ShouldContain("sign-in");
        document.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        document.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Theory]
    [InlineData("openid profile address phone")]
    [InlineData("address openid")]
    [InlineData("openid https://graph.example/.default")]
    [InlineData("groups openid email")]
    public async Task Scopes_that_there_are_nowhere_are_left_out_and_the_answer_says_what_was_given(string scope)
    {
        using var _ = await _browser.SignIn(Email, Password);
        var sent = await _browser.Authorize(scope: scope);
        var (status, answer) = await _browser.Redeem(sent);

        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        ((string?)answer["scope"])!.Split(' ').Order().ShouldBe(scope.Split(' ').Intersect(["openid", "profile", "email"]).Order());
    }

    [Fact]
    public async Task After_a_form_a_page_goes_on_to_the_client_so_that_no_page_names_a_foreign_origin_as_a_target_of_its_forms()
    {
        var asked = await _browser.Authorize();
        asked.Status.ShouldBe(HttpStatusCode.OK, "the page is the answer, and not a redirect to it");
        using var policy = await _browser.Get("/signin");
        string.Join(' ', policy.Headers.GetValues("Content-Security-Policy")).ShouldEndWith("form-action 'self'");

        using var signedIn = await _browser.SignIn(Email, Password, asked.Query["returnUrl"]!);

        // The test's browser takes such a page for the redirect that it is; it was a page.
        var page = await signedIn.Content.ReadAsStringAsync();
        page.ShouldContain("<meta http-equiv=\"refresh\" content=\"0;url=/connect/authorize?kept=");
        page.ShouldContain(">Go on</a>");
        using var sent = await _browser.Get(signedIn.Headers.Location!.OriginalString);
        sent.Headers.Location!.OriginalString.ShouldStartWith(Browser.Callback + "?");
    }

    [Fact]
    public async Task A_state_of_six_kilobytes_is_kept_here_and_comes_back_whole_through_every_page()
    {
        _hub.Clients.Add(new ClientEntry("portal", new Secret(HubFixture.Secret), []) { SignIn = new ClientSignInEntry([new Uri(Browser.Callback)], [], null, ["openid"], FirstParty: false, Frappe: false) });
        await _hub.Restart();
        using var browser = new Browser(_hub);
        var state = string.Concat(Enumerable.Repeat("a%20ü ", 480));
        var asked = await browser.Authorize("portal", "openid", more: "&state2=x&display=" + HttpUtility.UrlEncode(state));
        asked.Query["returnUrl"]!.Length.ShouldBeLessThan(100);

        using var signedIn = await browser.SignIn(Email, Password, asked.Query["returnUrl"]!);
        using var consent = await browser.Get(signedIn.Headers.Location!.OriginalString);
        using var agreed = await browser.Submit(consent.Headers.Location!.OriginalString, ("agreed", "true"));
        using var sent = await browser.Get(agreed.Headers.Location!.OriginalString);

        sent.Headers.Location!.OriginalString.ShouldStartWith(Browser.Callback + "?");
        (await browser.Redeem(new Sent(sent.StatusCode, sent.Headers.Location, "", asked.Verifier), "portal")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(60 * 9)]
    [InlineData(60 * 30)]
    [InlineData(60 * 60 * 20)]
    public async Task Whoever_leaves_a_sign_in_open_goes_on_with_it_and_a_demanded_fresh_one_is_demanded_still(int seconds)
    {
        using (var before = await _browser.SignIn(Email, Password))
        {
            _hub.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var asked = await _browser.Authorize(more: "&prompt=login");
        var address = asked.Query["returnUrl"]!;
        _hub.Time.Advance(TimeSpan.FromSeconds(seconds));
        using (var early = await _browser.Get(address))
        {
            early.Headers.Location.ShouldBeNull("nobody has signed in since");
        }

        using var signedIn = await _browser.SignIn(Email, Password, address);
        using var sent = await _browser.Get(signedIn.Headers.Location!.OriginalString);
        sent.Headers.Location.ShouldNotBeNull().OriginalString.ShouldContain("code=");
    }

    [Fact]
    public async Task A_hint_for_another_person_gives_no_code_for_whoever_is_signed_in()
    {
        using var other = new Browser(_hub);
        using (var _ = await other.SignIn(Other, Password))
        {
        }

        var theirs = (string)(await other.Redeem(await other.Authorize())).Answer["id_token"]!;
        using (var _ = await _browser.SignIn(Email, Password))
        {
        }

        var mine = (string)(await _browser.Redeem(await _browser.Authorize())).Answer["id_token"]!;
        (await _browser.Authorize(more: "&prompt=none&id_token_hint=" + theirs)).Query["error"].ShouldBe("login_required");
        (await _browser.Authorize(more: "&prompt=none&id_token_hint=" + mine)).Query["code"].ShouldNotBeNull();
        (await _browser.Authorize(more: "&prompt=none&id_token_hint=nonsense")).Query["error"].ShouldBe("login_required", "nobody can say that it is them");
        (await _browser.Authorize(more: $"&prompt=none&id_token_hint={theirs[..^4]}AAAA")).Query["error"].ShouldBe("login_required");
        var asked = await _browser.Authorize(more: "&id_token_hint=" + theirs);
        asked.Location!.OriginalString.ShouldStartWith("/signin?", customMessage: "the other may sign in");

        // The one who was meant goes on; whoever insists on being somebody else is not asked for ever.
        using var signedIn = await _browser.SignIn(Other, Password, asked.Query["returnUrl"]!);
        using var sent = await _browser.Get(signedIn.Headers.Location!.OriginalString);
        HttpUtility.ParseQueryString(sent.Headers.Location!.Query)["code"].ShouldNotBeNull();
        _hub.Time.Advance(TimeSpan.FromSeconds(1));
        var again = await other.Authorize(more: "&id_token_hint=" + mine);
        using var wrong = await other.SignIn(Other, Password, again.Query["returnUrl"]!);
        using var refused = await other.Get(wrong.Headers.Location!.OriginalString);
        HttpUtility.ParseQueryString(refused.Headers.Location.ShouldNotBeNull($"{refused.StatusCode} {wrong.Headers.Location} " + await refused.Content.ReadAsStringAsync()).Query)["error"].ShouldBe("login_required");
    }

    [Fact]
    public async Task Select_account_asks_as_whom_and_takes_the_answer_once_for_that_request()
    {
        using (var _ = await _browser.SignIn(Email, Password))
        {
            _hub.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var asked = await _browser.Authorize(more: "&prompt=select_account");
        asked.Location!.OriginalString.ShouldStartWith("/signin/choose?");
        asked.Page.ShouldContain(Email);
        using var chosen = await _browser.Submit(asked.Location.OriginalString);
        using var sent = await _browser.Get(chosen.Headers.Location!.OriginalString);
        HttpUtility.ParseQueryString(sent.Headers.Location!.Query)["code"].ShouldNotBeNull();

        var another = await _browser.Authorize(more: "&prompt=select_account");
        another.Location!.OriginalString.ShouldStartWith("/signin/choose?", customMessage: "it was another request");
        using var signedIn = await _browser.SignIn(Other, Password, another.Query["returnUrl"]!);
        using var theirs = await _browser.Get(signedIn.Headers.Location!.OriginalString);
        HttpUtility.ParseQueryString(theirs.Headers.Location!.Query)["code"].ShouldNotBeNull("whoever signs in has chosen");
    }

    [Fact]
    public async Task A_pushed_request_is_good_for_less_than_ten_minutes_and_its_person_may_take_longer()
    {
        var (_, pushed) = await Pushed("openid profile address");
        ((int)pushed["expires_in"]!).ShouldBeInRange(5, 600);

        using var asked = await _browser.Get($"/connect/authorize?client_id=site-acme&request_uri={HttpUtility.UrlEncode((string)pushed["request_uri"]!)}");
        var kept = HttpUtility.HtmlDecode(Wanted().Match(await asked.Content.ReadAsStringAsync()).Groups[1].Value);
        _hub.Time.Advance(TimeSpan.FromMinutes(30));
        using var signedIn = await _browser.SignIn(Email, Password, kept);
        using var sent = await _browser.Get(signedIn.Headers.Location!.OriginalString);

        HttpUtility.ParseQueryString(sent.Headers.Location!.Query)["code"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Strangers_can_fill_nothing_with_requests_that_nobody_goes_on_with()
    {
        var mine = (await _browser.Authorize()).Query["returnUrl"]!;
        await _hub.Database.Writer.Write(static db =>
        {
            for (var i = 0; i < 25_000; i++)
            {
                db.Execute("INSERT INTO kept_request (id, at, parameters, login, address) VALUES ($1, $2, '{}', 0, $3)", $"id-{i}", 0L + i, i < 2_000 ? "127.0.0.1" : $"10.0.0.{i}");
            }
        });
        await _hub.Database.Writer.Write(db => db.Execute("UPDATE kept_request SET at = at + $1 WHERE id LIKE 'id-%'", (_hub.Time.GetUtcNow() - TimeSpan.FromHours(1)).UtcTicks));

        await _browser.Authorize();

        _hub.Database.Read(static db => db.Long("SELECT count(*) FROM kept_request"))!.Value.ShouldBeLessThanOrEqualTo(20_000);
        _hub.Database.Read(static db => db.Long("SELECT count(*) FROM kept_request WHERE address = '127.0.0.1' OR address = '::ffff:127.0.0.1'"))!.Value.ShouldBeLessThanOrEqualTo(1_002);
        using var page = await _browser.Get(mine);
        page.StatusCode.ShouldBe(HttpStatusCode.OK, "the newest stay");
    }

    private async Task<HttpResponseMessage> Asked(HttpMethod method, string address, string accept)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return await _browser.Send(request);
    }

    private async Task<(HttpStatusCode Status, System.Text.Json.Nodes.JsonNode Answer)> Pushed(string scope)
    {
        using var response = await _browser.Post(
            "/connect/par", null, ("client_id", "site-acme"), ("client_secret", HubFixture.Secret), ("response_type", "code"), ("redirect_uri", Browser.Callback), ("scope", scope), ("nonce", "n"),
            ("code_challenge", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"), ("code_challenge_method", "S256"));
        return (response.StatusCode, JsonSerializer.Deserialize<System.Text.Json.Nodes.JsonNode>(await response.Content.ReadAsStringAsync())!);
    }

    [GeneratedRegex("""<input type="hidden" name="([^"]*)" value="([^"]*)">""")]
    private static partial Regex HiddenField();

    [GeneratedRegex("""name="ReturnUrl" value="([^"]*)""")]
    private static partial Regex Wanted();
}
