using System.Net;

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
}
