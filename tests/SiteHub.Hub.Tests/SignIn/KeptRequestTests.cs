using System.Net;
using System.Text.Json.Nodes;
using System.Web;
using SiteHub.Hub.People;

namespace SiteHub.Hub.Tests.SignIn;

/// <summary>A client's request while its person is asked: what it demands stands at the hub, and what it costs is bounded.</summary>
public sealed class KeptRequestTests : IAsyncLifetime
{
    private const string Email = "sam@acme.example";
    private const string Password = "a long enough password";

    private readonly HubFixture _hub = new();
    private Browser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _hub.People.Add(new SeedPerson(Email, "Sam", Password, [], new Dictionary<string, IReadOnlyList<string>>()));
        await _hub.Start();
        _browser = new Browser(_hub);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _hub.DisposeAsync();
    }

    [Theory]
    [InlineData("&since=1")]
    [InlineData("&prompt=none")]
    [InlineData("&max_age=100000")]
    [InlineData("&prompt=none&prompt=none")]
    public async Task What_is_added_to_the_address_of_a_kept_request_takes_nothing_of_its_demands_away(string added)
    {
        using (var before = await _browser.SignIn(Email, Password))
        {
            _hub.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var asked = await _browser.Authorize(more: "&prompt=login");
        using var response = await _browser.Get(asked.Query["returnUrl"]! + added);

        (response.Headers.Location?.OriginalString ?? "").ShouldNotContain("code=");
    }

    [Fact]
    public async Task A_request_that_is_too_long_to_be_kept_is_refused_and_its_client_is_told()
    {
        using var pushed = await _browser.Post(
            "/connect/par", null, ("client_id", "site-acme"), ("client_secret", HubFixture.Secret), ("response_type", "code"), ("redirect_uri", Browser.Callback), ("scope", "openid"), ("nonce", "n"),
            ("state", "s"), ("display", new string('d', 70_000)), ("code_challenge", new string('a', 43)), ("code_challenge_method", "S256"));
        var request = (string)JsonNode.Parse(await pushed.Content.ReadAsStringAsync())!["request_uri"]!;

        using var response = await _browser.Get($"/connect/authorize?client_id=site-acme&request_uri={HttpUtility.UrlEncode(request)}");

        response.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        response.Headers.Location!.OriginalString.ShouldStartWith(Browser.Callback);
        response.Headers.Location.OriginalString.ShouldContain("error=invalid_request");
    }
}
