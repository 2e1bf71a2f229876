using Microsoft.Extensions.DependencyInjection;

namespace SiteHub.Agent.Tests;

/// <summary>As the hub's: a site does not start with a singleton that holds something of a request, wherever it runs.</summary>
public sealed class ServicesTests
{
    [Theory]
    [InlineData("Development", true)]
    [InlineData("Development", false)]
    [InlineData("Production", true)]
    public async Task A_site_starts_in_every_environment(string environment, bool linked)
    {
        await using var site = new SiteFixture { Linked = linked, Configure = builder => builder.Environment.EnvironmentName = environment };

        await site.Start();

        (await site.Get("/health/ready")).ShouldBe(200);
    }

    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task A_singleton_that_holds_something_of_a_request_is_found_before_the_start_in_every_environment(string environment)
    {
        await using var site = new SiteFixture
        {
            Configure = builder =>
            {
                builder.Environment.EnvironmentName = environment;
                builder.Services.AddScoped<OfARequest>().AddSingleton<OfTheSite>();
            },
        };

        var refused = await Should.ThrowAsync<AggregateException>(site.Start);

        refused.Message.ShouldContain(nameof(OfTheSite));
    }

    internal sealed class OfARequest;

    internal sealed record OfTheSite(OfARequest Held);
}
