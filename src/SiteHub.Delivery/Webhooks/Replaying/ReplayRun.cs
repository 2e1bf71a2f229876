using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Storage;

namespace SiteHub.Delivery.Webhooks;

/// <summary>
/// Puts a replay's deliveries in line: webhook after webhook, the oldest first, a page in a transaction together with how far it is. Sending them is
/// the pumps' affair, with their rates and orders.
/// </summary>
public sealed class ReplayRun(Database database, WebhookRegistry registry, TimeProvider time, ILogger<ReplayRun> log)
{
    private const int Page = 200;

    /// <summary>Events that one look passes over.</summary>
    private const int EventsALook = 5_000;

    /// <summary><see cref="WebhookDefinition.IsFor"/>: what was sent before the webhook was narrowed stays as it is.</summary>
    private const string IsFor = "(e.doc_type = '' OR e.doc_type IN (SELECT value FROM json_each($6))) AND ($7 IS NULL OR e.site IN (SELECT value FROM json_each($7)))";

    /// <summary>Goes on from where the row says; does nothing if it is done or cancelled.</summary>
    public async Task RunAsync(string id, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && database.Read(s => Row.Of(s, id)) is { } row)
        {
            if (row.Total is null)
            {
                await CountAsync(row, cancellationToken);
            }
            else if (row.Filter.Ids is { } ids)
            {
                await QueueSelectionAsync(row, ids, cancellationToken);
            }
            else if (NextWebhook(row) is { } webhook)
            {
                await QueuePageAsync(row, webhook, cancellationToken);
            }
            else
            {
                await database.Writer.Write(s => row.Finish(s, time.GetUtcNow()), cancellationToken);
                Log.ReplayAdvanced(log, id, row.Queued, row.Total.Value);
            }
        }
    }

    /// <summary>The webhook that the position stands in, else the one after it.</summary>
    private Webhook? NextWebhook(Row row) => registry.Set.All.FirstOrDefault(w =>
        w.Number >= row.Webhook && (row.Filter.Webhook is not { } wanted || w.Id == wanted || w.Name == wanted) && (w.Number > row.Webhook || row.Event < row.LastEvent));

    private async Task CountAsync(Row row, CancellationToken cancellationToken)
    {
        var total = (long?)row.Filter.Ids?.Count ?? 0;
        var position = row;
        while (row.Filter.Ids is null && NextWebhook(position) is { } webhook)
        {
            var (found, upTo) = database.Read(s => Look(s, position, webhook, int.MaxValue));
            total += found.Count;
            position = position with { Webhook = webhook.Number, Event = upTo };
            cancellationToken.ThrowIfCancellationRequested();
        }

        await database.Writer.Write(s => s.Execute("UPDATE replay SET total = $2 WHERE number = $1", row.Number, total), cancellationToken);
    }

    private async Task QueuePageAsync(Row row, Webhook webhook, CancellationToken cancellationToken)
    {
        var (found, upTo) = database.Read(s => Look(s, row, webhook, Page));
        var now = time.GetUtcNow();
        await database.Writer.Write(
            s =>
            {
                var queued = 0;
                foreach (var number in found)
                {
                    queued += Queue(s, row, webhook, number, now);
                }

                row.Advance(s, webhook.Number, upTo, queued);
                if (queued > 0)
                {
                    s.AfterCommit(webhook.Signal.RaiseReload);
                }
            },
            cancellationToken);
    }

    private async Task QueueSelectionAsync(Row row, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var set = registry.Set;
        await database.Writer.Write(
            s =>
            {
                var queued = 0;
                foreach (var (webhook, number) in ids.Select(id => Find(s, set, id, row.Filter.Within)).OfType<(Webhook Webhook, long Number)>().OrderBy(static f => f.Number))
                {
                    queued += Queue(s, row, webhook, number, now);
                    s.AfterCommit(webhook.Signal.RaiseReload);
                }

                row.Advance(s, 0, row.LastEvent, queued);
                row.Finish(s, now);
            },
            cancellationToken);
    }

    private static (Webhook Webhook, long Number)? Find(Session s, WebhookSet set, string id, IReadOnlyList<string>? within) =>
        DeliveryId.TryParse(id, out var number, out var eventId) && set.Find(number) is { } webhook && s.Long(
            $"SELECT number FROM webhook_event e WHERE id = $1 AND ($2 IS NULL OR site IN (SELECT value FROM json_each($2))) AND {IsFor}",
            eventId,
            within is null ? null : JsonSerializer.Serialize(within),
            null,
            null,
            null,
            DocTypes(webhook),
            Sites(webhook)) is { } found
            ? (webhook, found)
            : null;

    private static int Queue(Session s, Row row, Webhook webhook, long number, DateTimeOffset now)
    {
        if (!Rearming.Rearm(s, webhook, number, row.Number, now))
        {
            return 0;
        }

        // If the replay comes to that one by itself, it need not go twice.
        return Rearming.LastDelivered(s, webhook, number) is { } last
            && !(last.Event <= row.LastEvent && row.Filter.Matches(DeliveryState.Delivered, last.At, DeliveryId.Of(webhook.Number, last.Id)))
            && Rearming.Rearm(s, webhook, last.Event, row.Number, now)
                ? 2
                : 1;
    }

    /// <returns>what fits, and up to which event was looked</returns>
    private static (List<long> Found, long UpTo) Look(Session s, Row row, Webhook webhook, int limit)
    {
        var after = webhook.Number == row.Webhook ? row.Event : 0;
        var where = new DeliveryWhere(row.Filter);
        var first = s.Long("SELECT min(number) FROM webhook_event WHERE number > $1", after) ?? row.LastEvent;
        var onlyFailed = row.Filter.OnlyFailed;
        var upTo = onlyFailed ? row.LastEvent : Math.Min(row.LastEvent, first + EventsALook);
        var found = s.Many(onlyFailed ? OfFailed(where) : OfAll(where), static r => r.Long(0), where.With(webhook.Number, after, upTo, limit, row.Number, DocTypes(webhook), Sites(webhook)));
        return (found, found.Count == limit ? found[^1] : upTo);
    }

    private static string DocTypes(Webhook webhook) => JsonSerializer.Serialize(webhook.Compiled.Definition.DocTypes);

    private static string? Sites(Webhook webhook) => webhook.Compiled.Definition.Sites is { Count: > 0 } sites ? JsonSerializer.Serialize(sites) : null;

    private static string OfAll(DeliveryWhere where) =>
        $"""
        SELECT e.number FROM webhook_event e CROSS JOIN delivery d ON d.event = e.number AND d.webhook = $1
        WHERE e.number > $2 AND e.number <= $3 AND d.state NOT IN (0, 5) AND (d.replay IS NULL OR d.replay <> $5) AND {IsFor} AND {where.Sql} ORDER BY e.number LIMIT $4
        """;

    /// <summary>By the indexes of what failed: that is little among all that was sent.</summary>
    private static string OfFailed(DeliveryWhere where) =>
        $"""
        SELECT * FROM (
            SELECT d.event FROM delivery d CROSS JOIN webhook_event e ON e.number = d.event
            WHERE d.webhook = $1 AND d.state IN (2, 3) AND d.event > $2 AND d.event <= $3 AND (d.replay IS NULL OR d.replay <> $5) AND {IsFor} AND {where.Sql}
            UNION ALL
            SELECT d.event FROM delivery d CROSS JOIN webhook_event e ON e.number = d.event
            WHERE d.webhook = $1 AND d.state IN (4, 5) AND d.state = 4 AND d.event > $2 AND d.event <= $3 AND (d.replay IS NULL OR d.replay <> $5) AND {IsFor} AND {where.Sql})
        ORDER BY 1 LIMIT $4
        """;

    private sealed record Row(long Number, DeliveryFilter Filter, long? Total, long Webhook, long Event, long LastEvent, long Queued)
    {
        public static Row? Of(Session s, string id) => s.One(
            "SELECT number, filter, total, position, last_event, queued FROM replay WHERE id = $1 AND state = 'Gathering'",
            static r =>
            {
                var position = r.TextOrNull(3)?.Split('-').Select(static p => long.Parse(p, CultureInfo.InvariantCulture)).ToArray() ?? [0, 0];
                return new Row(r.Long(0), Replays.Filter(r.Text(1)), r.LongOrNull(2), position[0], position[1], r.Long(4), r.Long(5));
            },
            id);

        public void Advance(Session s, long webhook, long upTo, int queued) => s.Execute(
            "UPDATE replay SET position = $2, queued = queued + $3 WHERE number = $1", Number, string.Create(CultureInfo.InvariantCulture, $"{webhook}-{upTo}"), queued);

        public void Finish(Session s, DateTimeOffset now) =>
            s.Execute("UPDATE replay SET state = 'Gathered', done_at = $2 WHERE number = $1 AND state = 'Gathering'", Number, now);
    }
}
