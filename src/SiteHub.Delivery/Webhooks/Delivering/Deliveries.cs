using System.Globalization;
using SiteHub.Delivery.Storage;

namespace SiteHub.Delivery.Webhooks;

/// <summary>Looks into what was and will be sent.</summary>
public sealed class Deliveries(Database database, WebhookRegistry registry)
{
    /// <summary>One look passes over no more than these: a filter that fits nothing must not read everything.</summary>
    private const int RowsALook = 20_000;

    private const int MaxPage = 500;

    private const string Columns =
        """
        d.event, d.webhook, e.id, e.types, e.doc_type, e.name, e.site, e.revision, e.at, d.state, d.attempts, d.next_at, d.done_at, d.status, d.took,
        (SELECT r.id FROM replay r WHERE r.number = d.replay),
        (SELECT a.reason FROM attempt a WHERE a.event = d.event AND a.webhook = d.webhook AND d.state <> 1 ORDER BY a.number DESC LIMIT 1)
        """;

    /// <param name="filter">which</param>
    /// <param name="next">from the page before; null for the first</param>
    /// <param name="limit">at most so many, up to 500</param>
    public DeliveryPage List(DeliveryFilter filter, string? next = null, int limit = 100)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var set = registry.Set;
        var size = Math.Clamp(limit, 1, MaxPage);
        if (filter.Ids is { } ids)
        {
            var where = new DeliveryWhere(filter);
            return new DeliveryPage([.. database.Read(s => ids.Take(size).Select(id => One(s, set, id, where)).OfType<DeliveryView>().ToList())], null);
        }

        var webhook = filter.Webhook is { } name ? set.Find(name)?.Number ?? -1 : (long?)null;
        var (views, last, whole) = database.Read(s => Page(s, set, new DeliveryWhere(filter, filter.Subjects(set.All.SelectMany(static w => w.Compiled.Definition.DocTypes))), webhook, Position(next), size));
        return new DeliveryPage(views, whole ? null : string.Create(CultureInfo.InvariantCulture, $"{last.Event}-{last.Webhook}"));
    }

    /// <returns>null if there is none of that id</returns>
    public DeliveryDetail? Find(string id)
    {
        var set = registry.Set;
        return database.Read(s =>
        {
            if (One(s, set, id, new DeliveryWhere(new DeliveryFilter())) is not { } view || !DeliveryId.TryParse(id, out var webhook, out var eventId))
            {
                return null;
            }

            var attempts = s.Many(
                """
                SELECT at, took, outcome, status, reason, answer FROM attempt
                WHERE event = (SELECT number FROM webhook_event WHERE id = $1) AND webhook = $2 ORDER BY number
                """,
                static r => new AttemptView(r.Time(0), Took(r.Long(1)), r.Text(2), (int?)r.LongOrNull(3), r.Text(4), r.TextOrNull(5)),
                eventId,
                webhook);
            return new DeliveryDetail(view, EventRows.Find(s, eventId)!, attempts, ExchangeRows.Of(s, eventId, webhook));
        });
    }

    private static DeliveryView? One(Session s, WebhookSet set, string id, DeliveryWhere where) => DeliveryId.TryParse(id, out var webhook, out var eventId)
        ? s.One(
            $"SELECT {Columns} FROM webhook_event e CROSS JOIN delivery d ON d.event = e.number AND d.webhook = $2 WHERE e.id = $1 AND {where.Sql}",
            r => View(r, set),
            where.With(eventId, webhook))
        : null;

    private static (List<DeliveryView> Views, (long Event, long Webhook) Last, bool Whole) Page(
        Session s, WebhookSet set, DeliveryWhere where, long? webhook, (long Event, long Webhook) before, int size)
    {
        var last = before;
        var seen = 0;
        var views = new List<DeliveryView>();
        s.Each(
            $"""
            SELECT {Columns}, ({where.Sql}) AND ($3 IS NULL OR d.webhook = $3)
            FROM {where.Source} CROSS JOIN delivery d ON d.event = k.event AND d.webhook = k.webhook CROSS JOIN webhook_event e ON e.number = k.event
            WHERE {where.Key} AND (k.event, k.webhook) < ($1, $2) ORDER BY k.event DESC, k.webhook DESC LIMIT $4
            """,
            row =>
            {
                seen++;
                last = (row.Long(0), row.Long(1));
                if (row.Bool(17) && View(row, set) is { } view)
                {
                    views.Add(view);
                }

                return views.Count < size;
            },
            where.With(before.Event, before.Webhook, webhook, RowsALook, where.Subjects));
        return (views, last, views.Count < size && seen < RowsALook);
    }

    /// <summary>Null for one of a webhook that was removed.</summary>
    private static DeliveryView? View(Row r, WebhookSet set)
    {
        if (set.Find(r.Long(1)) is not { } webhook)
        {
            return null;
        }

        var state = (DeliveryState)r.Int(9);
        return new DeliveryView(
            DeliveryId.Of(r.Long(1), r.Text(2)),
            webhook.Id,
            webhook.Name,
            r.Text(2),
            r.Text(3).Split(','),
            r.Text(4),
            r.Text(5),
            r.Text(6),
            r.Long(7),
            r.Time(8),
            state,
            r.Int(10),
            state is DeliveryState.Waiting ? r.TimeOrNull(11) : null,
            state is DeliveryState.Delivered or DeliveryState.Dead ? r.TimeOrNull(12) : null,
            (int?)r.LongOrNull(13),
            r.LongOrNull(14) is { } took ? Took(took) : null,
            r.TextOrNull(15),
            r.TextOrNull(16));
    }

    private static (long Event, long Webhook) Position(string? next) =>
        next?.Split('-') is [var number, var webhook]
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var e)
        && long.TryParse(webhook, NumberStyles.None, CultureInfo.InvariantCulture, out var w) ? (e, w) : (long.MaxValue, long.MaxValue);

    private static TimeSpan Took(long microseconds) => TimeSpan.FromMicroseconds(microseconds);
}
