using SiteHub.Delivery.Tests.Links;

namespace SiteHub.Delivery.Tests.Webhooks;

/// <summary>The machine's clock was wrong when a delivery was put off, and is set right.</summary>
public sealed class WebhookClockTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(24)]
    [InlineData(24 * 365)]
    [InlineData(-1)]
    public async Task What_was_put_off_by_a_wrong_clock_goes_as_soon_as_it_is_right(int hours)
    {
        var clock = new SteppingTime();
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await PutOff(clock, receiver, hours);

        clock.Off = default;
        clock.Advance(TimeSpan.FromSeconds(1.2));

        await Pair.Eventually(() => receiver.Taken.Count.ShouldBe(1));
    }

    [Theory]
    [InlineData(24 * 30)]
    [InlineData(24 * 365)]
    [InlineData(24 * 3650)]
    public async Task What_lies_further_off_than_its_schedule_allows_is_due_after_a_restart(int hours)
    {
        var clock = new SteppingTime();
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await PutOff(clock, receiver, hours);
        await sender.StopAsync();
        clock.Off = default;

        await sender.StartAsync();

        await Pair.Eventually(() =>
        {
            clock.Advance(TimeSpan.FromHours(1));
            receiver.Taken.Count.ShouldBe(1);
        });
    }

    private static async Task<Sender> PutOff(SteppingTime clock, Receiver receiver, int hours)
    {
        var sender = await Sender.StartAsync(clock);
        await sender.AddAsync(receiver);
        receiver.Answers = Receiver.Says(500);
        clock.Off = TimeSpan.FromHours(hours);
        clock.Advance(TimeSpan.FromSeconds(1.2));
        await sender.SaveAsync("N", 1);
        await Pair.Eventually(() => sender.Database.Read(static s => s.Long("SELECT count(*) FROM delivery WHERE state = 2")).ShouldBe(1));
        receiver.Answers = Receiver.Says(204);
        return sender;
    }
}
