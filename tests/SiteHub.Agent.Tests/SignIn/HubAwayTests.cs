using System.Net;

namespace SiteHub.Agent.Tests.SignIn;

/// <summary>While the hub is away a person at a site sees a page that says so, in their language, and goes on where the hub is not needed.</summary>
public sealed class HubAwayTests
{
    [Theory]
    [InlineData("en", "cannot be reached", "Try again")]
    [InlineData("de", "nicht zu erreichen", "Erneut versuchen")]
    public async Task Nobody_can_sign_in_and_the_page_says_so_until_the_hub_is_back(string language, string away, string again)
    {
        await using var world = await Joined.Started();
        world.Hub.Instead = static _ => """{"status": "ok"}""";
        using var browser = world.Browser();
        browser.Language = language;
        foreach (var path in new[] { "/", "/signin", "/admin" })
        {
            await browser.Open(path);
            browser.ShouldBe(HttpStatusCode.ServiceUnavailable);
            browser.Last.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
            WebUtility.HtmlDecode(browser.Page).ShouldContain(away);
            WebUtility.HtmlDecode(browser.Page).ShouldContain(again);
        }

        world.Hub.Instead = null;
        await browser.Open("/signin");
        browser.ShouldBe(HttpStatusCode.OK);
        browser.Page.ShouldContain("Ann Other");
    }

    [Fact]
    public async Task Who_is_signed_in_goes_on_and_what_the_hub_alone_knows_says_that_it_is_away()
    {
        await using var world = await Joined.Storing();
        using var browser = await world.SignedIn();
        await world.Hub.DisposeAsync();
        browser.Language = "de";

        (await browser.Open("/")).ShouldBe(HttpStatusCode.OK);
        (await browser.Open("/me/hub")).ShouldBe(HttpStatusCode.ServiceUnavailable);
        browser.Last.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        WebUtility.HtmlDecode(browser.Page).ShouldContain("Der Hub ist gerade nicht zu erreichen");
        browser.Page.ShouldNotContain("Connection refused");

        world.Site.Time.Advance(TimeSpan.FromSeconds(6));
        using var stranger = world.Browser();
        (await stranger.Open("/")).ShouldBe(HttpStatusCode.ServiceUnavailable);
        await browser.Open("/");
        (await browser.Send("/signout")).ShouldBe(HttpStatusCode.OK);
        browser.Visited[^1].ShouldEndWith("hub=away");
        world.Count("hub_session").ShouldBe(0);
    }
}
