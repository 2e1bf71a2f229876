using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using SiteHub.Delivery.Tests.Links;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Delivery.Tests.Webhooks;

/// <summary>
/// The order of a document against a model: whatever a receiver answers, it never sees a version after a later one, and sees one again only while it has not
/// clearly taken it.
/// </summary>
public sealed class OrderTests
{
    private static readonly string[] Names = ["A", "B", "C"];

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public async Task No_document_goes_back_whatever_a_receiver_answers(int seed, bool killed)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync(clock);
        var second = TimeSpan.FromSeconds(1);
        var webhook = await sender.AddAsync(
            receiver, w => w with { Retries = [.. Enumerable.Repeat(second, 30)], Concurrency = 4, Timeout = TimeSpan.FromSeconds(30) });
        var model = new Model(seed);
        receiver.Answers = model.AnswerAsync;
        var random = new Random(seed);
        var version = 0;
        for (var step = 0; step < 1_500; step++)
        {
            switch (random.Next(100))
            {
                case < 35:
                    await sender.SaveAsync(Names[random.Next(Names.Length)], ++version);
                    break;
                case < 80:
                    clock.Advance(second * random.NextDouble());
                    break;
                case < 92:
                    sender.Sweep();
                    break;
                case < 94:
                    await sender.Registry.Enable(webhook.Id);
                    break;
                case < 95:
                    await sender.Registry.Put(sender.Status(webhook).Definition);
                    break;
                case < 96 when killed && random.Next(8) == 0:
                    await sender.StopAsync(killed: true);
                    model.Restarted();
                    await sender.StartAsync();
                    break;
                default:
                    await Task.Delay(random.Next(4));
                    break;
            }

            model.Wrong.ShouldBeNull();
        }

        model.IsWell = true;
        await Pair.Eventually(() =>
        {
            clock.Advance(second);
            sender.Registry.Enable(webhook.Id).Wait();
            sender.Sweep();
            sender.Status(webhook).ShouldSatisfyAllConditions(s => s.Pending.ShouldBe(0), s => s.Waiting.ShouldBe(0));
        });
        model.Wrong.ShouldBeNull();
        model.Seen.ShouldBeGreaterThan(version / 2);
        sender.Database.Read(s => s.Long("SELECT count(*) FROM delivery WHERE state NOT IN (1, 4)")).ShouldBe(0);
    }

    [Fact]
    public async Task One_on_its_way_while_an_earlier_one_is_put_in_line_goes_again_behind_it()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync();
        var webhook = await sender.AddAsync(receiver);
        await sender.SaveAsync("A", 1);
        await Pair.Eventually(() => sender.Status(webhook).Delivered.ShouldBe(1));
        var hangs = new TaskCompletionSource();
        receiver.Answers = async http =>
        {
            await hangs.Task;
            await Receiver.Says(200)(http);
        };
        await sender.SaveAsync("A", 2);
        await Pair.Eventually(() => receiver.Requests.Count.ShouldBe(2));

        var replay = await sender.Get<Replays>().StartAsync(new DeliveryFilter { States = [DeliveryState.Delivered] });
        await Pair.Eventually(() => sender.Get<Replays>().Find(replay)!.State.ShouldBe(ReplayState.Gathered));
        hangs.SetResult();

        await Pair.Eventually(() => receiver.Bodies().ShouldBe([Note(1), Note(2), Note(1), Note(2)]));

        static string Note(int version) => $$"""{"n":"A","v":{{version}}}""";
    }

    /// <summary>A receiver that keeps count.</summary>
    private sealed class Model(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly Dictionary<string, (int Version, bool Taken)> _last = [];
        private readonly Queue<string> _history = [];

        /// <summary>The first thing that must not be, with what led there.</summary>
        public string? Wrong { get; private set; }

        public int Seen { get; private set; }

        public bool IsWell { get; set; }

        /// <summary>What was taken may not have been noted: it comes once more.</summary>
        public void Restarted()
        {
            lock (_last)
            {
                foreach (var name in Names.Where(_last.ContainsKey))
                {
                    _last[name] = _last[name] with { Taken = false };
                }
            }
        }

        public async Task AnswerAsync(HttpContext http)
        {
            string name;
            int version;
            int dice;
            lock (_last)
            {
                (name, version) = Read(http);
                dice = IsWell ? 100 : _random.Next(100);
                Look(name, version, dice);
            }

            await Task.Delay(dice is 96 ? 400 : dice % 4);
            if (dice < 8)
            {
                // It may have been taken; the answer is cut off.
                http.Abort();
                return;
            }

            await Receiver.Says(dice switch { < 22 or 98 => 503, < 26 => 500, 97 => 410, _ => 200 }, dice is < 22 ? [("Retry-After", "1")] : [])(http);
        }

        private void Look(string name, int version, int dice)
        {
            Seen++;
            _history.Enqueue($"{name} {version} ({dice})");
            if (_last.TryGetValue(name, out var last) && (version < last.Version || (version == last.Version && last.Taken)))
            {
                Wrong ??= $"{name} {version} after {last.Version}{(last.Taken ? ", which was taken" : "")}: {string.Join(", ", _history.Where(h => h.StartsWith(name, StringComparison.Ordinal)).TakeLast(12))}";
            }

            _last[name] = (version, dice is 100 or (>= 26 and not (96 or 97 or 98)));
        }

        private static (string, int) Read(HttpContext http)
        {
            var body = JsonSerializer.Deserialize<JsonElement>((string)http.Items["body"]!);
            return (body.GetProperty("n").GetString()!, body.GetProperty("v").GetInt32());
        }
    }
}
