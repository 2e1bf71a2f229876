using System.Net;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Tests.SignIn;

public sealed class SignInTests
{
    [Theory]
    [InlineData("Contact", "Reader")]
    [InlineData("Employee", "System Manager", "Reader")]
    [InlineData("Contact", "System manager of another site")]
    public async Task Whoever_comes_first_gets_a_user_with_the_roles_that_the_hub_gives_and_the_site_has(string kind, params string[] roles)
    {
        await using var world = await Joined.Started();
        world.Hub.Person = new Person("sub-new", "new@example.com", roles);

        using var browser = await world.SignedIn();

        browser.Page.ShouldContain("Ann Other");
        world.Hub.LastAuthorize["scope"].ShouldBe("openid profile email roles");
        world.One("SELECT Kind, Roles, Origin FROM site_user WHERE Email = 'new@example.com'", r => (r.Text(0), r.Text(1), r.Text(2)))
            .ShouldBe((kind, System.Text.Json.JsonSerializer.Serialize(new[] { "System Manager", "Reader" }.Intersect(roles)), "Local"));
    }

    [Fact]
    public async Task Who_returns_is_known_by_the_subject_and_has_the_roles_of_today()
    {
        await using var world = await Joined.Started();
        (await world.SignedIn()).Dispose();
        world.Hub.Person = world.Hub.Person with { Email = "moved@example.com", Roles = ["System Manager"] };

        (await world.SignedIn()).Dispose();

        world.Count("site_user WHERE Email = 'moved@example.com'").ShouldBe(0);
        world.One("SELECT Roles FROM site_user WHERE Email = 'ann@example.com'", r => r.Text(0)).ShouldBe("""["System Manager"]""");
    }

    [Fact]
    public async Task A_user_of_the_file_with_the_same_verified_address_is_linked_and_keeps_the_roles_of_the_file()
    {
        await using var world = await Joined.Started();
        world.Hub.Person = new Person("sub-reader", "Reader@Example.com", "System Manager");

        (await world.SignedIn()).Dispose();
        (await world.SignedIn()).Dispose();

        world.One("SELECT email FROM hub_user WHERE subject = 'sub-reader'", r => r.Text(0)).ShouldBe("reader@example.com");
        world.One("SELECT Roles FROM site_user WHERE Email = 'reader@example.com'", r => r.Text(0)).ShouldBe("""["Reader"]""");
    }

    [Fact]
    public async Task An_address_that_is_not_verified_opens_nothing()
    {
        await using var world = await Joined.Started();
        world.Hub.Person = world.Hub.Person with { Email = "reader@example.com", Verified = false };

        await Refused(world, "verified");
        world.Count("hub_user").ShouldBe(0);
    }

    [Fact]
    public async Task Where_linking_is_not_allowed_the_address_is_taken()
    {
        await using var world = await Joined.Started(site => site.SignIn = SignInEntry.Default with { LinkByEmail = false });
        world.Hub.Person = new Person("sub-reader", "reader@example.com");

        await Refused(world, "not linked with you");
    }

    [Fact]
    public async Task An_address_that_another_subject_holds_is_taken()
    {
        await using var world = await Joined.Started();
        (await world.SignedIn()).Dispose();
        world.Hub.Person = new Person("sub-other", "ann@example.com", "System Manager");

        await Refused(world, "not linked with you");
    }

    [Fact]
    public async Task A_disabled_user_is_refused_with_what_to_do_and_a_session_ends_with_its_user()
    {
        await using var world = await Joined.Started();
        using var browser = await world.SignedIn();
        await world.Site.Database.Writer.Write(session => session.Execute("UPDATE site_user SET Disabled = 1 WHERE Email = 'ann@example.com'"));

        await browser.Open("/", follow: false);
        browser.Last.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        await Refused(world, "Ask an administrator");
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("https://other.example/")]
    public async Task An_answer_that_is_not_named_as_the_hubs_is_refused(string issuer)
    {
        await using var world = await Joined.Started();
        world.Hub.SaysIssuer = issuer == "nobody" ? null : issuer;

        await Refused(world, "did not work");
    }

    [Theory]
    [InlineData("aud", "site-other")]
    [InlineData("iss", "https://other.example/")]
    [InlineData("nonce", "another")]
    [InlineData("exp", "past")]
    [InlineData("typ", "at+jwt")]
    public async Task An_ID_token_that_does_not_fit_is_refused(string claim, string value)
    {
        await using var world = await Joined.Started();
        world.Hub.IdTokenType = claim == "typ" ? value : "JWT";
        world.Hub.ChangeIdToken = claims => claims[claim] = value == "past" ? world.Site.Time.GetUtcNow().AddMinutes(-10).ToUnixTimeSeconds() : value;

        await Refused(world, "did not work");
        world.Count("hub_session").ShouldBe(0);
    }

    [Fact]
    public async Task A_session_is_not_carried_over_a_sign_in()
    {
        await using var world = await Joined.Started();
        using var browser = await world.SignedIn();
        using var thief = world.Browser();
        thief.Cookies["sitehub.acme.session"] = browser.Cookies["sitehub.acme.session"];

        await browser.Open("/signin");

        world.Count("hub_session").ShouldBe(1);
        (await thief.Open("/", follow: false)).ShouldBe(HttpStatusCode.Redirect);
        (await browser.Open("/", follow: false)).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/documents?docType=Note&at=2", "/documents?docType=Note&at=2")]
    [InlineData("https://other.example/", "/")]
    [InlineData("//other.example/", "/")]
    [InlineData("/\\other.example/", "/")]
    [InlineData("/\t/other.example/", "/")]
    public async Task After_signing_in_one_stays_at_this_site(string wished, string got)
    {
        await using var world = await Joined.Started();
        using var browser = world.Browser();

        await browser.Open("/signin?returnUrl=" + Uri.EscapeDataString(wished));

        browser.Visited[^1].ShouldBe("http://localhost:5101" + got);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_here_and_at_the_hub_and_needs_the_form_of_the_page()
    {
        await using var world = await Joined.Started();
        using var browser = await world.SignedIn();
        var cookie = browser.Cookies["sitehub.acme.session"];
        (await browser.Send("/signout", forged: true)).ShouldBe(HttpStatusCode.BadRequest);
        world.Count("hub_session").ShouldBe(1);

        await browser.Open("/");
        (await browser.Send("/signout")).ShouldBe(HttpStatusCode.OK);

        browser.Visited[^1].ShouldBe("http://localhost:5101/signed-out");
        world.Hub.Hints.Single()!.Split('.').Length.ShouldBe(3);
        browser.Cookies.ShouldNotContainKey("sitehub.acme.session");
        browser.Cookies["sitehub.acme.session"] = cookie;
        (await browser.Open("/", follow: false)).ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_session_outlives_a_restart_and_ends_after_a_working_day()
    {
        await using var world = await Joined.Started();
        using var browser = await world.SignedIn();
        await world.Site.Restart();
        (await browser.Open("/", follow: false)).ShouldBe(HttpStatusCode.OK);

        world.Site.Time.Advance(TimeSpan.FromHours(13));

        (await browser.Open("/", follow: false)).ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task The_cookie_of_a_page_opens_no_API()
    {
        await using var world = await Joined.Started();
        world.Hub.Person = new Person("sub-boss", "boss@example.com", "System Manager");
        using var browser = await world.SignedIn();

        (await browser.Open("/api/v1/webhooks")).ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.Open("/api/resource/Note")).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task No_key_of_cookies_lies_in_clear()
    {
        await using var world = await Joined.Started();
        (await world.SignedIn()).Dispose();

        var stored = world.One("SELECT sealed FROM data_protection_key", r => r.Text(0));

        stored.ShouldStartWith("v1.");
        stored.ShouldNotContain("<");
    }

    private static async Task Refused(Joined world, string says)
    {
        using var browser = world.Browser();
        (await browser.Open("/")).ShouldBe(HttpStatusCode.Forbidden);
        browser.Page.ShouldContain(says);
        browser.Cookies.ShouldNotContainKey("sitehub.acme.session");
    }
}
