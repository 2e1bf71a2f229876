using Microsoft.Extensions.DependencyInjection;

namespace SiteHub.Hub.Tests;

/// <summary>What a singleton holds of a request's would be shared by all requests; the hub does not start with such a mistake, wherever it runs.</summary>
public sealed class ServicesTests
{
    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task The_hub_starts_in_every_environment(string environment)
    {
        await using var hub = new HubFixture { Configure = builder => builder.Environment.EnvironmentName = environment };

        await hub.Start();

        using var ready = await hub.Get("/health/ready", token: null);
        ready.EnsureSuccessStatusCode();
    }

    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task A_singleton_that_holds_something_of_a_request_is_found_before_the_start_in_every_environment(string environment)
    {
        await using var hub = new HubFixture
        {
            Configure = builder =>
            {
                builder.Environment.EnvironmentName = environment;
                builder.Services.AddScoped<OfARequest>().AddSingleton<OfTheHub>();
            },
        };

        var refused = await Should.ThrowAsync<AggregateException>(hub.Start);

        refused.Message.ShouldContain(nameof(OfTheHub));
    }

    internal sealed class OfARequest;

    internal sealed record OfTheHub(OfARequest Held);
}
