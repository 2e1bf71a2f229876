using Microsoft.Extensions.Time.Testing;
using SiteHub.Delivery.Tests.Links;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Delivery.Tests.Webhooks;

/// <summary>A sender whose clock is turned by hand, and one receiver.</summary>
public sealed class Outage : IAsyncDisposable
{
    private Outage(FakeTimeProvider clock, Receiver receiver, Sender sender)
    {
        Clock = clock;
        Receiver = receiver;
        Sender = sender;
    }

    public FakeTimeProvider Clock { get; }

    public Receiver Receiver { get; }

    public Sender Sender { get; }

    public static async Task<Outage> StartAsync()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
        return new Outage(clock, await Receiver.StartAsync(), await Sender.StartAsync(clock));
    }

    /// <summary>Turns the clock in steps; at each, everything that is due is tried.</summary>
    public async Task PassAsync(TimeSpan time, TimeSpan step, WebhookDefinition webhook)
    {
        for (var end = Clock.GetUtcNow() + time; Clock.GetUtcNow() < end;)
        {
            Clock.Advance(step);
            await SettleAsync(webhook);
        }
    }

    /// <summary>Turns the clock to the next time at which something is due.</summary>
    public async Task PassToNextAsync(WebhookDefinition webhook)
    {
        Clock.Advance(Sender.Status(webhook).NextAttemptAt!.Value - Clock.GetUtcNow());
        await SettleAsync(webhook);
    }

    /// <summary>Waits until nothing is left that is due by now.</summary>
    public async Task SettleAsync(WebhookDefinition webhook)
    {
        Sender.Sweep();
        await Pair.Eventually(() =>
        {
            var status = Sender.Status(webhook);
            (status.State is not WebhookState.Enabled || status.Pending + status.Waiting == 0 || status.NextAttemptAt > Clock.GetUtcNow()).ShouldBeTrue(status.ToString());
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Sender.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}
