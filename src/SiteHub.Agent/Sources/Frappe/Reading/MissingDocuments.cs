using Microsoft.Extensions.Logging;
using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Sources.Frappe.Reading;

/// <summary>
/// Documents that are kept, and that no list shows. Gone is only what the site says that it deleted, or what it says that it has not, to somebody whose
/// sight nothing bounds (and not of many at once, see <see cref="ManyMissing"/>); anything else is kept.
/// </summary>
internal sealed class MissingDocuments(
    FrappeClient client, DeletedDocuments deleted, SourceRights rights, GatheredRead read, MirrorIntake intake, MirrorSaves saves, PendingReads pending, Database database, ILogger<MissingDocuments> log)
{
    private static readonly TimeSpan[] Later = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1)];

    /// <exception cref="FrappeFaultException">the site cannot be asked</exception>
    public async Task Resolve(MirroredType type, IReadOnlyList<(PendingRead Read, KnownDocument Known)> missing, CancellationToken cancellationToken)
    {
        var deletions = await deleted.Of(type.Name, missing.Select(static m => m.Known.Name), cancellationToken);
        var whole = await rights.AreWhole(cancellationToken);
        var many = database.Read(session => ManyMissing.Of(session, type.Name));
        foreach (var (one, known) in missing)
        {
            var when = deletions?.GetValueOrDefault(known.Name);
            if (when is not null && string.CompareOrdinal(when, known.Creation) >= 0)
            {
                await Remove(type, one, known, cancellationToken);
            }
            else if (when is null && !whole)
            {
                await Keep(type, one, "the source's user does not see everything", cancellationToken);
            }
            else if (when is null && many is not null)
            {
                await Keep(type, one, many, cancellationToken);
            }
            else
            {
                await Ask(type, one, known, wasDeleted: when is not null, cancellationToken);
            }
        }
    }

    private async Task Ask(MirroredType type, PendingRead one, KnownDocument known, bool wasDeleted, CancellationToken cancellationToken)
    {
        switch (await client.Get(FrappeClient.PathOf(type.Name, known.Name), cancellationToken))
        {
            case FrappeReply.Failed { Fault.IsMissing: true }:
                if (wasDeleted || !await IsRenamed(type, one, known, cancellationToken))
                {
                    await Remove(type, one, known, cancellationToken);
                }

                break;
            case FrappeReply.Failed { Fault: { Verdict: Verdict.Refused } fault }:
                await Keep(type, one, fault.Reason, cancellationToken);
                break;
            case FrappeReply.Failed failed:
                throw new FrappeFaultException(failed.Fault);
            default:
                await Keep(type, one, "it can be read, though no list shows it", cancellationToken);
                break;
        }
    }

    /// <summary>Whether there is one that was made in the same instant by the same person: <see cref="Renames"/> then looks whether it is this one.</summary>
    private async Task<bool> IsRenamed(MirroredType type, PendingRead one, KnownDocument known, CancellationToken cancellationToken)
    {
        var alike = await client.Read(new ListQuery(type.Name, "name") { Limit = 20 }.Where("creation", "=", known.Creation!).Where("owner", "=", known.Owner!), cancellationToken);
        var names = alike.EnumerateArray().Select(static row => SourceRow.TextOf(row, "name")).OfType<string>().Where(name => name != known.Name).ToList();
        var kept = database.Read(session => KnownDocument.Of(session, type.Name, names));
        names.RemoveAll(name => kept.GetValueOrDefault(name) is { IsThere: true });
        if (names.Count == 0)
        {
            return false;
        }

        var rows = await read.Read(type, names, cancellationToken);
        await intake.Take(type, rows, kept, quiet: false, static _ => { }, cancellationToken);
        var renamed = database.Read(session => KnownDocument.Of(session, type.Name, [known.Name])).GetValueOrDefault(known.Name) is not { IsThere: true };
        if (renamed)
        {
            await database.Writer.Write(session => PendingReads.Done(session, type.Name, one), cancellationToken);
        }

        return renamed;
    }

    private async Task Remove(MirroredType type, PendingRead one, KnownDocument known, CancellationToken cancellationToken)
    {
        var (store, fault) = saves.Removed(type, known);
        if (store is null)
        {
            await Keep(type, one, fault!, cancellationToken);
            return;
        }

        await database.Writer.Write(
            session =>
            {
                // Should it have been stored anew meanwhile, it is asked for once more.
                if (store.TryStore(session))
                {
                    PendingReads.Done(session, type.Name, one);
                }
                else
                {
                    pending.Add(session, type.Name, known.Name);
                }
            },
            cancellationToken);
        Log.Gone(log, type.Name, known.Name);
    }

    /// <summary>The next comparison of all names asks again.</summary>
    private async Task Keep(MirroredType type, PendingRead one, string reason, CancellationToken cancellationToken)
    {
        await database.Writer.Write(
            session =>
            {
                if (one.Tries < Later.Length)
                {
                    pending.Again(session, type.Name, one, Later[one.Tries], reason);
                }
                else
                {
                    PendingReads.Done(session, type.Name, one);
                }
            },
            cancellationToken);
        Log.Kept(log, type.Name, one.Name, reason);
    }
}
