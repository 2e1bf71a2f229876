using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Workers;

namespace SiteHub.Operations.Features.Admin;

/// <summary>Background work that does not come on, and rows that it has set aside.</summary>
internal sealed class WorkerAttention(WorkerSet workers, Database database) : IAttention
{
    /// <summary>A fault or two mend themselves.</summary>
    private const int Times = 3;

    private static bool Lasts(WorkFault fault) => fault.Times >= Times || (!fault.IsDatabase && fault.Worker.StartsWith("job ", StringComparison.Ordinal));

    private const string Page = "/admin/parked";

    public IEnumerable<Attention> Look()
    {
        foreach (var fault in workers.Faults.Where(Lasts))
        {
            yield return fault.IsDatabase
                ? new Attention($"worker:{fault.Worker}:database", "Background work waits for the database: {0}", fault.Worker, fault.Reason, Page, "See that its disk has room and its file can be read and written; it goes on by itself", "worker-waiting")
                : new Attention($"worker:{fault.Worker}:failing", "Background work fails: {0}", fault.Worker, fault.Reason, Page, "Read the reason; it is tried again by itself", "worker-failing");
        }

        foreach (var parked in database.Read(static session => session.Many(
            "SELECT worker, count(*), max(at), (SELECT reason FROM parked_row l WHERE l.worker = p.worker ORDER BY at DESC LIMIT 1) FROM parked_row p GROUP BY worker", static row => (Worker: row.Text(0), Reason: row.TextOrNull(3)))))
        {
            yield return new Attention($"parked:{parked.Worker}", "Background work has set rows aside: {0}", parked.Worker, parked.Reason, $"{Page}?worker={Uri.EscapeDataString(parked.Worker)}", "Read the reason; have them tried again, or discard them", "rows-parked");
        }
    }
}
