using System.Text.Json;
using Microsoft.Extensions.Logging;
using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Agent.Sources.Frappe.Reading;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Sources.Frappe.Sweeping;

/// <summary>
/// Looks for what no hint told of: all documents in the order of their last changes, from a little before the last look on. The first of a DocType begins
/// at its beginning, and is its backfill. A page at a time, each noted with what came of it, so that it goes on where it was killed.
/// </summary>
internal sealed class Sweep(FrappeClient client, GatheredRead read, MirrorIntake intake, SiteClock clock, FrappeEntry entry, Database database, TimeProvider time, ILogger<Sweep> log)
{
    private const int WholePage = 500;
    private const int LightPage = 1_000;

    private int _whole = WholePage;

    /// <summary>One page.</summary>
    /// <returns>false: it is at its end</returns>
    /// <exception cref="FrappeFaultException">the site cannot be asked</exception>
    public async Task<bool> Step(MirroredType type, CancellationToken cancellationToken)
    {
        var progress = database.Read(session => Progress.Find(session, type.Name))!;
        if (progress.RunBegan is null)
        {
            await Begin(type, progress, cancellationToken);
            progress = database.Read(session => Progress.Find(session, type.Name))!;
        }

        var limit = progress.IsBackfilled ? LightPage : _whole;
        JsonElement page;
        List<SourceRow> rows;
        Dictionary<string, KnownDocument>? known = null;
        try
        {
            page = await client.Read(Query(type.Name, progress, limit), cancellationToken);
            (rows, known) = progress.IsBackfilled ? await Changed(type, page, cancellationToken) : (await read.WithTables(type, page, cancellationToken), null);
        }
        catch (FrappeFaultException fault) when (fault.Fault.IsTooLarge && !progress.IsBackfilled && _whole > 1)
        {
            _whole /= 2;
            return true;
        }

        var last = page.GetArrayLength() == 0 ? default : page[page.GetArrayLength() - 1];
        var ended = page.GetArrayLength() < limit;
        var modified = SourceRow.TextOf(last, "modified") ?? progress.RunModified!;
        var name = SourceRow.TextOf(last, "name") ?? progress.RunName!;
        if (!ended && modified == progress.RunModified && name == progress.RunName)
        {
            throw new FrappeFaultException(new FrappeFault(Verdict.Bug, 200, null, $"The site's list of {type.Name} does not go on."));
        }

        var latest = string.CompareOrdinal(modified, progress.RunLatest) > 0 ? modified : progress.RunLatest ?? modified;
        await intake.Take(
            type,
            rows,
            known,
            quiet: !progress.IsBackfilled,
            session =>
            {
                Progress.Advance(session, type.Name, modified, name, latest, progress.IsBackfilled ? 0 : page.GetArrayLength());
                if (ended)
                {
                    var now = time.GetUtcNow();
                    Progress.EndRun(session, type.Name, clock.Bounded(latest), now, now + entry.SweepEvery);
                }
            },
            cancellationToken);
        if (!progress.IsBackfilled)
        {
            Log.Mirrored(log, type.Name, progress.Mirrored + page.GetArrayLength(), progress.Total);
        }

        return !ended;
    }

    private async Task Begin(MirroredType type, TypeProgress progress, CancellationToken cancellationToken)
    {
        long? total = null;
        if (progress.Watermark is null)
        {
            total = await client.Get($"/api/method/frappe.client.get_count?doctype={Uri.EscapeDataString(type.Name)}", cancellationToken) switch
            {
                FrappeReply.Answer { Value: { ValueKind: JsonValueKind.Number } count } when count.TryGetInt64(out var number) => number,
                FrappeReply.Failed { Fault: { Verdict: not Verdict.Bug } fault } => throw new FrappeFaultException(fault),
                _ => null,
            };
        }

        var from = progress.Watermark is null ? "" : clock.StartOf(progress.Watermark);
        await database.Writer.Write(session => Progress.BeginRun(session, type.Name, time.GetUtcNow(), from, total), cancellationToken);
    }

    private static ListQuery Query(string docType, TypeProgress progress, int limit)
    {
        string[] fields = progress.IsBackfilled ? ["name", "modified"] : ["*"];
        var query = new ListQuery(docType, fields) { Order = "modified asc, name asc", Limit = limit };
        if (progress.RunModified is not { Length: > 0 } modified)
        {
            return query;
        }

        query.Where("modified", ">=", modified);
        return progress.RunName is { Length: > 0 } name ? query.Or("modified", ">", modified).Or("name", ">", name) : query;
    }

    /// <summary>The whole of those whose time is not the one that is known.</summary>
    private async Task<(List<SourceRow> Rows, Dictionary<string, KnownDocument> Known)> Changed(MirroredType type, JsonElement page, CancellationToken cancellationToken)
    {
        var listed = page.EnumerateArray().Select(static row => (Name: SourceRow.TextOf(row, "name"), Modified: SourceRow.TextOf(row, "modified"))).Where(static row => row.Name is not null).ToList();
        var times = database.Read(session => KnownDocument.Times(session, type.Name, listed.Select(static row => row.Name!)));
        var changed = listed.Where(row => times.GetValueOrDefault(row.Name!) != row.Modified).Select(static row => row.Name!).ToList();
        var known = database.Read(session => KnownDocument.Of(session, type.Name, changed));
        var rows = new List<SourceRow>();
        foreach (var some in changed.Chunk(PendingReads.AtOnce))
        {
            rows.AddRange(await read.Read(type, some, cancellationToken));
        }

        return (rows, known);
    }
}
