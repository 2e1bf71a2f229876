using System.Buffers;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;

namespace SiteHub.Hub.Tests.Replica;

/// <summary>How long a document takes in the one writer. Printed, not asserted: the machine is shared.</summary>
public sealed class ApplySpeed(ITestOutputHelper output)
{
    [Fact(Explicit = true)]
    public async Task Time_in_the_writer()
    {
        await using var hub = await HubFixture.Started();
        var applier = hub.Service<ILinkApplier>();
        const int Batches = 100;
        const int Size = 500;
        var body = "{" + string.Join(',', Enumerable.Range(0, 40).Select(i => $"\"field_{i}\":\"value number {i}\"")) + "}";
        foreach (var (label, revision, type) in new[] { ("new", 1, "document.changed"), ("changed", 2, "document.changed"), ("known", 2, "document.changed"), ("snapshot known", 2, "document.snapshot"), ("snapshot new epoch", 2, "document.snapshot") })
        {
            var epoch = new Epoch(label == "snapshot new epoch" ? 2 : 1, "e");
            var writing = TimeSpan.Zero;
            var preparing = TimeSpan.Zero;
            var waiting = TimeSpan.Zero;
            for (var batch = 0; batch < Batches; batch++)
            {
                var entries = Enumerable.Range(0, Size).Select(i => Entry(batch * Size + i, revision, type, body)).ToList();
                var began = Stopwatch.GetTimestamp();
                var prepared = entries.ConvertAll(entry => applier.Prepare("acme", epoch, entry));
                preparing += Stopwatch.GetElapsedTime(began);
                began = Stopwatch.GetTimestamp();
                writing += await hub.Database.Writer.Write(session =>
                {
                    var inside = ThreadTime();
                    foreach (var apply in prepared)
                    {
                        apply(session);
                    }

                    return ThreadTime() - inside;
                });
                waiting += Stopwatch.GetElapsedTime(began);
            }

            output.WriteLine($"{label}: prepare {preparing.TotalMicroseconds / Batches / Size:F1} µs, in the writer {writing.TotalMicroseconds / Batches / Size:F1} µs, with commit {waiting.TotalMicroseconds / Batches / Size:F1} µs");
        }
    }

    /// <summary>What the writer's thread itself used, whatever else the machine does.</summary>
    private static TimeSpan ThreadTime()
    {
        Span<long> time = stackalloc long[2];
        _ = GetTime(3, ref time[0]);
        return TimeSpan.FromSeconds(time[0]) + TimeSpan.FromMicroseconds(time[1] / 1000.0);
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, ref long time);

    private static LinkEvent Entry(int number, long revision, string type, string body)
    {
        var data = new ArrayBufferWriter<byte>(4096);
        var change = SiteLog.Document($"QTN-{number:00000}", revision, body, card: new DocumentCard("A title of some length", "Open", 100.0m, "EUR", new DateOnly(2026, 1, 1), null));
        (type == "document.snapshot" ? change with { Snapshot = "s" } : change).WriteTo(data);
        return new LinkEvent(number + 1, $"evt_{number:00000000000000000000000000000000}", type, DateTimeOffset.UnixEpoch, data.WrittenMemory);
    }
}
