using System.Net;
using SiteHub.Delivery.Sending;

namespace SiteHub.Hub.Tests.Identity;

/// <summary>Secrets and tokens over plain HTTP only on this machine.</summary>
public sealed class TransportTests
{
    [Theory]
    [InlineData(false, null, false)]
    [InlineData(false, "https", false)]
    [InlineData(true, "https", true)]
    [InlineData(true, "http", false)]
    public async Task A_public_hub_gives_tokens_over_https_only_and_believes_a_trusted_proxy_alone_that_it_was(bool trusted, string? forwarded, bool given)
    {
        await using var hub = new HubFixture { Url = "https://hub.example.com" };
        if (trusted)
        {
            hub.Proxies.Add(IPNetwork.Parse("127.0.0.0/8"));
        }

        await hub.Start();
        if (forwarded is not null)
        {
            hub.Http.DefaultRequestHeaders.Add("X-Forwarded-Proto", forwarded);
        }

        using var response = await hub.RequestToken("reader");
        response.StatusCode.ShouldBe(given ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
        using var page = await hub.Http.GetAsync("/signin", TestContext.Current.CancellationToken);
        page.StatusCode.ShouldBe(given ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
        page.Headers.Contains("Strict-Transport-Security").ShouldBe(given);
        using var enrolment = await hub.Http.PostAsync("/sitehub/v1/enrolment", null, TestContext.Current.CancellationToken);
        (await enrolment.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Contains("https-required", StringComparison.Ordinal).ShouldBe(!given);
    }

    /// <summary>Whoever sends a webhook to 10.0.0.0/8 has not said that tokens may be read there, and a caller's address is the one behind the proxy.</summary>
    [Theory]
    [InlineData(null, null, true)]
    [InlineData("203.0.113.9", null, false)]
    [InlineData("10.9.0.1", null, false)]
    [InlineData("172.29.51.7", null, false)]
    [InlineData("172.29.51.7", "172.29.51.0/24", true)]
    [InlineData("172.29.52.7", "172.29.51.0/24", false)]
    [InlineData("::ffff:172.29.51.7", "172.29.51.0/24", true)]
    public async Task Plain_http_is_answered_on_this_machine_and_from_the_networks_that_are_named_for_it_alone(string? from, string? plainHttpFrom, bool answered)
    {
        await using var hub = new HubFixture();
        hub.Networks.Add(new AllowedNetwork(IPNetwork.Parse("10.0.0.0/8"), null));
        hub.Proxies.Add(IPNetwork.Parse("127.0.0.0/8"));
        if (plainHttpFrom is not null)
        {
            hub.PlainHttpFrom.Add(IPNetwork.Parse(plainHttpFrom));
        }

        await hub.Start();
        if (from is not null)
        {
            hub.Http.DefaultRequestHeaders.Add("X-Forwarded-For", from);
        }

        using var response = await hub.RequestToken("reader");
        response.StatusCode.ShouldBe(answered ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
    }
}
