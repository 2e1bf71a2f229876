using System.Net;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace SiteHub.Agent.Tests.SignIn;

public sealed class BackChannelTests
{
    [Fact]
    public async Task A_logout_token_ends_exactly_that_session_with_its_tokens_and_it_stays_ended()
    {
        await using var world = await Joined.Storing();
        using var ended = await world.SignedIn();
        world.Hub.Sid = "sid-2";
        using var other = await world.SignedIn();
        world.Hub.Sid = "sid-1";

        var answer = await Logout(world, world.Hub.LogoutToken());

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (world.Count("hub_session"), world.Count("session_token")).ShouldBe((1, 1));
        await world.Site.Restart();
        (await ended.Open("/", follow: false)).ShouldBe(HttpStatusCode.Redirect);
        (await other.Open("/", follow: false)).ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>By what calls itself another, or nothing.</summary>
    public static TheoryData<string> Discoveries =>
    [
        """{"status": "ok"}""", "{}", """{"issuer": "https://portal.example/"}""", """{"issuer": "https://portal.example/", "jwks_uri": "HUB.well-known/jwks"}""", """{"jwks_uri": "HUB.well-known/jwks"}""",
        """{"issuer": "HUB"}""", """{"issuer": "HUB", "jwks_uri": "HUB.well-known/openid-configuration"}""", "<h1>Welcome to our network</h1>", "",
    ];

    [Theory]
    [MemberData(nameof(Discoveries))]
    public async Task What_another_once_answered_in_place_of_the_hubs_discovery_is_forgotten_as_soon_as_the_hub_answers(string discovery)
    {
        await using var world = await Joined.Started();
        world.Hub.Instead = hub => discovery.Replace("HUB", hub.Url.AbsoluteUri, StringComparison.Ordinal);
        (await Logout(world, world.Hub.LogoutToken())).IsSuccessStatusCode.ShouldBeFalse();
        world.Hub.Instead = null;

        // A token each time: one that was refused is not to be taken later.
        await Eventually.True(async () => (await Logout(world, world.Hub.LogoutToken())).IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("k2")]
    [InlineData("k1")]
    public async Task Keys_are_fetched_anew_when_a_check_fails(string name)
    {
        await using var world = await Joined.Started();
        (await Logout(world, world.Hub.LogoutToken())).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var next = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        world.Hub.Turned = new ECDsaSecurityKey(next) { KeyId = name };

        await Eventually.True(async () => (await Logout(world, world.Hub.LogoutToken(key: world.Hub.Turned))).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Without_a_session_all_of_that_person_end_and_nobody_elses()
    {
        await using var world = await Joined.Started();
        (await world.SignedIn()).Dispose();
        world.Hub.Sid = "sid-2";
        (await world.SignedIn()).Dispose();
        var ann = world.Hub.Person;
        world.Hub.Person = new Person("sub-bob", "bob@example.com");
        (await world.SignedIn()).Dispose();
        world.Hub.Person = ann;

        (await Logout(world, world.Hub.LogoutToken(claims => claims.Remove("sid")))).StatusCode.ShouldBe(HttpStatusCode.OK);

        world.One("SELECT group_concat(subject) FROM hub_session", r => r.Text(0)).ShouldBe("sub-bob");
    }

    [Fact]
    public async Task A_session_alone_is_enough_and_one_that_is_not_here_is_no_fault()
    {
        await using var world = await Joined.Started();
        (await world.SignedIn()).Dispose();
        (await Logout(world, world.Hub.LogoutToken(claims => claims["sid"] = "elsewhere"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Count("hub_session").ShouldBe(1);

        (await Logout(world, world.Hub.LogoutToken(claims => claims.Remove("sub")))).StatusCode.ShouldBe(HttpStatusCode.OK);

        world.Count("hub_session").ShouldBe(0);
    }

    [Fact]
    public async Task A_logout_token_is_taken_once_also_over_a_restart()
    {
        await using var world = await Joined.Started();
        var token = world.Hub.LogoutToken();
        (await Logout(world, token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await world.Site.Restart();

        await Refused(world, token, "jti");
    }

    [Fact]
    public async Task Who_signed_out_at_the_hub_while_coming_in_stays_out()
    {
        await using var world = await Joined.Started();
        (await Logout(world, world.Hub.LogoutToken())).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var browser = world.Browser();

        (await browser.Open("/")).ShouldBe(HttpStatusCode.Forbidden);

        browser.Page.ShouldContain("signed out while");
    }

    [Fact]
    public async Task Whoever_comes_anew_in_the_same_session_at_the_hub_comes_in_and_a_word_of_before_ends_nothing_of_it()
    {
        await using var world = await Joined.Started();
        using var first = await world.SignedIn();
        world.Site.Time.Advance(TimeSpan.FromSeconds(10));
        var ended = world.Site.Time.GetUtcNow().ToUnixTimeSeconds();
        (await Logout(world, world.Hub.LogoutToken(claims => claims["toe"] = ended))).StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Count("hub_session").ShouldBe(0);

        world.Site.Time.Advance(TimeSpan.FromSeconds(10));
        using var again = await world.SignedIn();

        // Told once more, late, of what had ended before.
        world.Site.Time.Advance(TimeSpan.FromSeconds(10));
        (await Logout(world, world.Hub.LogoutToken(claims => claims["toe"] = ended))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await again.Open("/", follow: false)).ShouldBe(HttpStatusCode.OK);

        // A hub that does not say when it ended means now.
        (await Logout(world, world.Hub.LogoutToken())).StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Count("hub_session").ShouldBe(0);
    }

    public static TheoryData<string> Faults =>
        ["iss", "aud", "no iat", "old iat", "iat ahead", "exp", "no jti", "no events", "other event", "event no object", "nonce", "neither sub nor sid", "typ", "signature", "alg", "none", "garbage"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_logout_token_with_a_fault_ends_nothing(string fault)
    {
        await using var world = await Joined.Started();
        (await world.SignedIn()).Dispose();
        var now = world.Site.Time.GetUtcNow();
        using var foreign = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var token = fault switch
        {
            "iss" => world.Hub.LogoutToken(c => c["iss"] = "https://other.example/"),
            "aud" => world.Hub.LogoutToken(c => c["aud"] = "site-globex"),
            "no iat" => world.Hub.LogoutToken(c => c.Remove("iat")),
            "old iat" => world.Hub.LogoutToken(c => c["iat"] = now.AddMinutes(-6).ToUnixTimeSeconds()),
            "iat ahead" => world.Hub.LogoutToken(c => c["iat"] = now.AddMinutes(2).ToUnixTimeSeconds()),
            "exp" => world.Hub.LogoutToken(c => c["exp"] = now.AddMinutes(-1).ToUnixTimeSeconds()),
            "no jti" => world.Hub.LogoutToken(c => c.Remove("jti")),
            "no events" => world.Hub.LogoutToken(c => c.Remove("events")),
            "other event" => world.Hub.LogoutToken(c => c["events"] = new Dictionary<string, object> { ["other"] = new Dictionary<string, object>() }),
            "event no object" => world.Hub.LogoutToken(c => c["events"] = new Dictionary<string, object> { ["http://schemas.openid.net/event/backchannel-logout"] = "yes" }),
            "nonce" => world.Hub.LogoutToken(c => c["nonce"] = "n"),
            "neither sub nor sid" => world.Hub.LogoutToken(c =>
            {
                c.Remove("sub");
                c.Remove("sid");
            }),
            "typ" => world.Hub.LogoutToken(type: "JWT"),
            "signature" => world.Hub.LogoutToken(key: new ECDsaSecurityKey(foreign) { KeyId = "k1" }),
            "alg" => world.Hub.LogoutToken(key: new SymmetricSecurityKey(Encoding.UTF8.GetBytes(new string('k', 32))) { KeyId = "k1" }),
            "none" => $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"logout+jwt"}""")}.{world.Hub.LogoutToken().Split('.')[1]}.",
            _ => "garbage",
        };

        await Refused(world, token, null);
        world.Count("hub_session").ShouldBe(1);
        world.Count("logout_token").ShouldBe(0);
    }

    [Fact]
    public async Task A_token_that_cannot_be_checked_is_asked_for_again()
    {
        await using var world = await Joined.Started();
        var token = world.Hub.LogoutToken();
        await world.Hub.DisposeAsync();

        var answer = await Logout(world, token);

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter.ShouldNotBeNull();
    }

    private static async Task Refused(Joined world, string token, string? names)
    {
        var answer = await Logout(world, token);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, text);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        text.ShouldContain("\"error\":\"invalid_request\"");
        text.ShouldContain(names ?? "error_description");
    }

    private static async Task<HttpResponseMessage> Logout(Joined world, string token)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["logout_token"] = token });
        return await world.Site.Http.PostAsync(new Uri("/backchannel-logout", UriKind.Relative), form);
    }
}
