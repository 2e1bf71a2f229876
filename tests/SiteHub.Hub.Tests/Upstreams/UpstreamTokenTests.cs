using System.Web;
using SiteHub.Hub.Tests.SignIn;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Tests.Upstreams;

/// <summary>What another provider says counts only as it is signed, and a sign-in there is no fresher than it says.</summary>
public sealed class UpstreamTokenTests : IAsyncLifetime
{
    private readonly HubFixture _hub = new();
    private readonly MadeProvider _provider = new();
    private Browser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        await _provider.Start();
        _hub.Url = _hub.Listen = $"http://127.0.0.1:{Ports.Take()}";
        _hub.Upstreams.Add(new UpstreamEntry("idp", "The provider", UpstreamKind.OpenIdConnect, _provider.Issuer, "hub", new Secret(HubFixture.Secret), [], true, true, [], "groups", new Dictionary<string, IReadOnlyList<string>>()));
        await _hub.Start();
        _hub.Time.SetUtcNow(TimeProvider.System.GetUtcNow());
        _browser = new Browser(_hub);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _hub.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Theory]
    [InlineData("RS256", true, "RS256", true)]
    [InlineData("none", true, "RS256", false)]
    [InlineData("none", true, "none RS256", false)]
    [InlineData("RS256", false, "RS256", false)]
    [InlineData("HS256", true, "RS256", false)]
    [InlineData("HS256", true, "HS256 RS256", false)]
    [InlineData("RS384", true, "RS256", false)]
    [InlineData("RS384", true, "RS256 RS384", true)]
    public async Task An_ID_token_is_signed_with_an_algorithm_of_the_providers_discovery_whose_key_it_alone_has(string algorithm, bool signs, string named, bool taken)
    {
        (_provider.Algorithm, _provider.Signs, _provider.Named) = (algorithm, signs, named.Split(' '));

        (await Arrive("/")).ShouldStartWith(taken ? "/" : "/signin/arrived?failed=idp");

        _hub.Database.Read(static db => db.Long("SELECT count(*) FROM person WHERE Email = 'una@lakeside.example'")).ShouldBe(taken ? 1 : 0);
    }

    /// <summary>A provider's word for a person is held to the rule for names: what is none is left out, and whoever comes is asked for it.</summary>
    [Theory]
    [InlineData("Una  Müller", "Una  Müller")]
    [InlineData("Mu\u0308ller", "Müller")]
    [InlineData("Una\r\nAdmin", null)]
    [InlineData("Una\u0000", null)]
    [InlineData("\u202Eanu", null)]
    [InlineData("300", null)]
    public async Task A_name_that_is_none_is_not_stored(string name, string? stored)
    {
        _provider.Name = name == "300" ? new string('a', 300) : name;

        (await Arrive("/")).ShouldStartWith("/");

        _hub.Database.Read(static db => db.Many("SELECT Name FROM person WHERE Email = 'una@lakeside.example'", static row => row.TextOrNull(0))).ShouldBe([stored]);
    }

    [Theory]
    [InlineData("&prompt=login", "login", "0")]
    [InlineData("&max_age=300", null, "300")]
    [InlineData("", null, null)]
    public async Task What_a_client_demands_is_demanded_of_the_provider_and_held_against_what_it_says(string more, string? prompt, string? age)
    {
        var demanded = more.Length > 0;
        var asked = await _browser.Authorize(more: more);
        var back = asked.Query["returnUrl"]!;

        _provider.Authenticated = null;
        (await Arrive(back)).StartsWith("/signin/arrived", StringComparison.Ordinal).ShouldBe(demanded, "it does not say when");
        var query = _provider.Asked.Last();
        (query["prompt"], query["max_age"]).ShouldBe((prompt, age));
        if (!demanded)
        {
            return;
        }

        _provider.Authenticated = _hub.Time.GetUtcNow().AddHours(-1);
        (await Arrive(back)).ShouldStartWith("/signin/arrived", customMessage: "an hour ago");
        var fresh = _hub.Time.GetUtcNow();
        _provider.Authenticated = fresh;
        using var challenged = await _browser.Submit("/signin/with/idp?returnUrl=" + HttpUtility.UrlEncode(back), "/signin");
        var sent = await _browser.Until(challenged.Headers.Location!, Browser.Callback);
        var (_, tokens) = await _browser.Redeem(new Sent(System.Net.HttpStatusCode.Redirect, sent, "", asked.Verifier));
        ((long)Browser.Claims((string)tokens["id_token"]!)["auth_time"]!).ShouldBe(fresh.ToUnixTimeSeconds());
    }

    [Fact]
    public async Task A_sign_in_of_which_nobody_said_when_claims_no_time_and_is_fresh_to_nobody()
    {
        await Arrive("/");
        var sent = await _browser.Authorize();
        var (_, tokens) = await _browser.Redeem(sent);

        Browser.Claims((string)tokens["id_token"]!).ContainsKey("auth_time").ShouldBeFalse();
        (await _browser.Authorize(more: "&max_age=3600")).Location!.OriginalString.ShouldStartWith("/signin?");
        (await _browser.Authorize(more: "&max_age=3600&prompt=none")).Query["error"].ShouldBe("login_required");
    }

    /// <returns>where it ends, without host</returns>
    private async Task<string> Arrive(string returnUrl)
    {
        using var challenged = await _browser.Submit("/signin/with/idp?returnUrl=" + HttpUtility.UrlEncode(returnUrl), "/signin");
        var to = new Uri(_browser.Base, challenged.Headers.Location!);
        for (var hops = 0; hops < 10; hops++)
        {
            using var response = await _browser.Get(to.AbsoluteUri);
            if (response.Headers.Location is not { } next || new Uri(to, next).AbsoluteUri.StartsWith(Browser.Callback, StringComparison.Ordinal))
            {
                return to.PathAndQuery;
            }

            to = new Uri(to, next);
        }

        throw new InvalidOperationException($"redirected in a circle at {to}");
    }
}
