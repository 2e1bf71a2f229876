using System.Text.Json;
using SiteHub.Delivery.Tests.Links;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Delivery.Tests.Webhooks;

/// <summary>Everything at once, by a seed: failures, throttling, kills, corrections and replays, while documents are saved.</summary>
public sealed class ChaosTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_happens_each_document_ends_at_its_last_version_and_none_is_forgotten(int seed)
    {
        var random = new Random(seed);
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync();
        var wait = TimeSpan.FromMilliseconds(30);
        var webhook = await sender.AddAsync(receiver, w => w with { Retries = [wait, wait, wait], Concurrency = 4 });
        var sick = true;
        receiver.Answers = async http =>
        {
            int dice;
            lock (random)
            {
                dice = sick ? random.Next(100) : 100;
            }

            await Task.Delay(dice % 5);
            await Receiver.Says(dice switch { < 12 => 500, < 15 => 503, < 17 => 404, _ => 200 }, dice is 13 ? [("Retry-After", "1")] : [])(http);
            if (dice is >= 17 and < 22)
            {
                // Taken, but the answer is lost.
                http.Abort();
            }
        };

        var last = new Dictionary<string, int>();
        for (var version = 1; version <= 300; version++)
        {
            var name = "N" + Next(8);
            last[name] = version;
            await sender.SaveAsync(name, version);
            switch (Next(60))
            {
                case 0:
                    await sender.StopAsync(killed: true);
                    await sender.StartAsync();
                    break;
                case 1:
                    await sender.StopAsync();
                    await sender.StartAsync();
                    break;
                case 2:
                    await sender.Registry.Put(sender.Status(webhook).Definition);
                    break;
                case 3:
                    await sender.Get<Replays>().StartAsync(new DeliveryFilter { States = [DeliveryState.Dead] });
                    break;
            }

            sender.Sweep();
        }

        sick = false;
        await Pair.Eventually(() =>
        {
            sender.Registry.Put(sender.Status(webhook).Definition).Wait();

            // A replay that was begun on the way puts dead ones in line again as long as it gathers.
            sender.Get<Replays>().List().ShouldAllBe(r => r.State == ReplayState.Gathered);
            sender.Status(webhook).ShouldSatisfyAllConditions(s => s.Pending.ShouldBe(0), s => s.Waiting.ShouldBe(0));
        });
        var dead = sender.Status(webhook).Dead;
        var replay = await sender.Get<Replays>().StartAsync(new DeliveryFilter { States = [DeliveryState.Dead] });
        await Pair.Eventually(() => sender.Get<Replays>().Find(replay)!.IsDone.ShouldBeTrue());
        sender.Get<Replays>().Find(replay)!.Total.ShouldBe(dead);

        sender.Status(webhook).ShouldSatisfyAllConditions(s => s.Dead.ShouldBe(0), s => s.Pending.ShouldBe(0), s => s.Waiting.ShouldBe(0));
        var taken = receiver.Taken.Select(r => (r.Id, Note: JsonSerializer.Deserialize<JsonElement>(r.Body))).Select(r => (r.Id, Name: r.Note.GetProperty("n").GetString()!, Version: r.Note.GetProperty("v").GetInt32())).ToList();
        taken.Select(t => t.Version).Distinct().Count().ShouldBe(300, "each save was made known");
        taken.Select(t => t.Id).Distinct().Count().ShouldBe(300, "each under an id of its own");
        foreach (var (name, version) in last)
        {
            taken.Last(t => t.Name == name).Version.ShouldBe(version, name);
        }

        int Next(int below)
        {
            lock (random)
            {
                return random.Next(below);
            }
        }
    }
}
