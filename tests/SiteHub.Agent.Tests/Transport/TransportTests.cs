using System.Net;

namespace SiteHub.Agent.Tests.Transport;

/// <summary>A site answers others over TLS alone, as the hub does: keys and sessions are no less worth there.</summary>
public sealed class TransportTests
{
    [Theory]
    [InlineData("https://erp.example.com", false, null, null, false)]
    [InlineData("https://erp.example.com", false, "https", null, false)]
    [InlineData("https://erp.example.com", true, "https", "203.0.113.9", true)]
    [InlineData("https://erp.example.com", true, "http", "203.0.113.9", false)]
    [InlineData("http://localhost:5101", true, null, "203.0.113.9", false)]
    [InlineData("http://localhost:5101", true, null, "10.1.2.3", false)]
    [InlineData("http://localhost:5101", false, null, null, true)]
    [InlineData("http://erp.internal:5101", true, null, "172.29.51.9", true)]
    public async Task It_answers_over_https_or_from_near_and_believes_trusted_proxies_alone(string url, bool trusted, string? scheme, string? from, bool answered)
    {
        var site = new SiteFixture { Linked = true, Url = new Uri(url) };
        site.PlainHttpFrom.Add(IPNetwork.Parse("172.29.51.0/24"));
        if (trusted)
        {
            site.TrustedProxies.Add(IPNetwork.Parse("127.0.0.0/8"));
        }

        await site.InitializeAsync();
        try
        {
            (string, string)[] headers = [("Host", new Uri(url).Authority), .. scheme is null ? [] : new[] { ("X-Forwarded-Proto", scheme) }, .. from is null ? [] : new[] { ("X-Forwarded-For", from) }];
            foreach (var path in new[] { "/api/method/ping", "/api/v1/links", "/signed-out" })
            {
                var answer = await site.Send("GET", path, headers: headers);
                answer.Text.Contains("https-required", StringComparison.Ordinal).ShouldBe(!answered, $"{path}: {answer.Status} {answer.Text}");
            }

            (await site.Send("GET", "/health/live", headers: headers)).Status.ShouldBe(200);
        }
        finally
        {
            await site.DisposeAsync();
        }
    }
}
