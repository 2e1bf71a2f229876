using SiteHub.Delivery.Storage;

namespace SiteHub.Delivery.Links;

/// <summary>Finds links that have something to send, are due, and whose wake-up was lost.</summary>
public sealed class LinkSweep(Database database, LinkSignals signals, TimeProvider time)
{
    /// <returns>how many links were woken</returns>
    public int Run()
    {
        var due = database.Read(s => s.Many(
            "SELECT name FROM link WHERE (out_seq > acked_seq OR state <> 'active' OR failures > 0) AND (next_attempt_at IS NULL OR next_attempt_at <= $1)",
            static r => r.Text(0),
            time.GetUtcNow()));
        foreach (var link in due)
        {
            signals.Of(link).Raise();
        }

        return due.Count;
    }
}
