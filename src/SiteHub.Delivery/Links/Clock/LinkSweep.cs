using SiteHub.Delivery.Storage;

namespace SiteHub.Delivery.Links;

/// <summary>Finds links that have something to send and whose wake-up was lost. Whether one still waits, its pump knows.</summary>
public sealed class LinkSweep(Database database, LinkSignals signals)
{
    /// <returns>how many links were woken</returns>
    public int Run()
    {
        var due = database.Read(s => s.Many(
            "SELECT name FROM link WHERE out_seq > acked_seq OR state <> 'active' OR failures > 0", static r => r.Text(0)));
        foreach (var link in due)
        {
            signals.Of(link).Raise();
        }

        return due.Count;
    }
}
