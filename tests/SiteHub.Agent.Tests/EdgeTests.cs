namespace SiteHub.Agent.Tests;

/// <summary>What a site believes of a request: neither the name that it says it came for nor one more guess.</summary>
public sealed class EdgeTests : IAsyncLifetime
{
    private readonly SiteFixture _site = new();

    public ValueTask InitializeAsync() => _site.InitializeAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Theory]
    [InlineData("/api/resource/Note")]
    [InlineData("/api/method/frappe.auth.get_logged_user")]
    [InlineData("/api/v1/webhooks")]
    public async Task Wrong_secrets_of_a_key_end_in_429_and_another_key_goes_on(string path)
    {
        for (var i = 0; i < 10; i++)
        {
            (await _site.Get(path, $"token site1adminkey00:wrong-{i}")).Status.ShouldBeOneOf(401, 403);
        }

        var right = await _site.Get(path);
        (right.Status, right.RetryAfter).ShouldBe((429, "300"));
        (await _site.Get(path, "Basic " + Convert.ToBase64String("site1adminkey00:site1adminsec00"u8))).Status.ShouldBe(429, "the same key, written otherwise");
        (await _site.Get(path, SiteFixture.Limited)).Status.ShouldNotBe(429);
        _site.Time.Advance(TimeSpan.FromMinutes(5));
        (await _site.Get(path)).Status.ShouldNotBe(429);
    }

    [Theory]
    [InlineData("evil.example", 400)]
    [InlineData("localhost.evil.example", 400)]
    [InlineData("10.0.0.7", 400)]
    [InlineData("localhost:5101", 200)]
    [InlineData("acme.localhost", 200)]
    public async Task Only_the_sites_own_names_are_answered(string host, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/method/frappe.auth.get_logged_user") { Headers = { Host = host } };
        request.Headers.TryAddWithoutValidation("Authorization", SiteFixture.Admin);
        using var answer = await _site.Http.SendAsync(request, TestContext.Current.CancellationToken);
        ((int)answer.StatusCode).ShouldBe(status);

        using var health = new HttpRequestMessage(HttpMethod.Get, "/health/live") { Headers = { Host = host } };
        using var alive = await _site.Http.SendAsync(health, TestContext.Current.CancellationToken);
        ((int)alive.StatusCode).ShouldBe(200);
    }

    [Fact]
    public void What_a_role_sends_follows_no_proxy_of_the_environment() =>
        HttpClient.DefaultProxy.GetProxy(new Uri("http://elsewhere.example/")).ShouldBeOneOf(null, new Uri("http://elsewhere.example/"));
}
