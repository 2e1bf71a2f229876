using Microsoft.Extensions.Logging;
using SiteHub.Agent.Sources.Frappe.Reading;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Sources.Frappe.Mirror;

/// <summary>
/// Takes in what the site showed: what differs by its hash becomes a revision and entries of the logs, in one transaction with the note how far the reading is.
/// Whatever may have been overtaken is not decided here but read once more.
/// </summary>
internal sealed class MirrorIntake(MirrorSaves saves, PendingReads pending, Renames renames, SiteClock clock, Database database, ILogger<MirrorIntake> log)
{
    /// <param name="type">the DocType</param>
    /// <param name="rows">what was read</param>
    /// <param name="known">what was kept before it was read; null: it was not known what would come, and only what is certainly newer is taken</param>
    /// <param name="quiet">no webhook is told of it</param>
    /// <param name="beside">in the transaction</param>
    /// <param name="cancellationToken">ends it before the transaction</param>
    /// <exception cref="Calls.FrappeFaultException">whether something was renamed could not be asked</exception>
    public async Task Take(MirroredType type, IReadOnlyList<SourceRow> rows, IReadOnlyDictionary<string, KnownDocument>? known, bool quiet, Action<Session> beside, CancellationToken cancellationToken)
    {
        var kept = known ?? database.Read(session => KnownDocument.Of(session, type.Name, rows.Select(static row => row.Name)));
        var formers = await renames.FormerNames(type, [.. rows.Where(row => kept.GetValueOrDefault(row.Name) is not { IsThere: true })], cancellationToken);
        var stores = new List<MirrorStore>();
        var again = new List<string>();
        var hidden = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var before = kept.GetValueOrDefault(row.Name);
            if (known is null && IsDoubtful(row, before))
            {
                again.Add(row.Name);
                continue;
            }

            var former = formers.GetValueOrDefault(row.Name);
            MirrorBody body;
            try
            {
                body = MirrorBody.Of(type, row, (before is { IsThere: true } ? before : former)?.Stored.State.Body ?? default, clock);
            }
            catch (InvalidOperationException unread)
            {
                // A text that is none must not keep the others.
                Log.NotMirrored(log, type.Name, row.Name, unread.Message);
                continue;
            }

            hidden.UnionWith(body.Hidden);
            if (before is { IsThere: true } && before.Hash == body.Hash)
            {
                continue;
            }

            if (known is null && before is { IsThere: true } && before.Modified == row.Modified)
            {
                again.Add(row.Name);
                continue;
            }

            var (store, fault) = former is null ? saves.Shown(type, row, body, before, quiet) : saves.Renamed(type, row, body, former, before);
            if (store is null)
            {
                Log.NotMirrored(log, type.Name, row.Name, fault!);
                continue;
            }

            if (former is not null)
            {
                Log.Renamed(log, type.Name, row.Name, former.Name);
            }

            stores.Add(store);
        }

        await database.Writer.Write(
            session =>
            {
                beside(session);
                foreach (var store in stores)
                {
                    if (!store.TryStore(session))
                    {
                        again.Add(store.Name);
                    }
                }

                pending.Add(session, type.Name, again);
                Progress.NoteHidden(session, type.Name, hidden, rows.Count > 0);
            },
            cancellationToken);
    }

    /// <summary>It is older than what is kept, or of a document that was found gone meanwhile.</summary>
    private static bool IsDoubtful(SourceRow row, KnownDocument? before) =>
        before is { IsThere: false } || (before is { IsThere: true } && string.CompareOrdinal(row.Modified, before.Modified) < 0);
}
