using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Storage;

namespace SiteHub.Delivery.Webhooks;

/// <summary>How long what is done with is kept.</summary>
/// <param name="Delivered">events that all their webhooks have got</param>
/// <param name="Exchanges">what went over the wire</param>
/// <param name="ExchangesOfOne">at most so many of one webhook</param>
/// <param name="Failed">events of which a delivery was given up or could not be evaluated: a person may still replay it</param>
public sealed record WebhookRetentionOptions(TimeSpan Delivered, TimeSpan Failed, TimeSpan Exchanges, int ExchangesOfOne)
{
    public static WebhookRetentionOptions Default { get; } = new(TimeSpan.FromDays(14), TimeSpan.FromDays(90), TimeSpan.FromDays(3), 1_000);
}

/// <summary>Deletes, in small pieces, events that are long done with, and what removed webhooks left. What still waits stays, however old.</summary>
public sealed class WebhookRetention(Database database, WebhookRetentionOptions options, TimeProvider time, ILogger<WebhookRetention> log)
{
    /// <summary>A delete of more would hold up the saves that wait for the writer.</summary>
    private const int Piece = 200;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (deleted, after) = (0L, 0L);
        while (database.Read(s => Page(s, after, now - options.Delivered)) is { Count: > 0 } events)
        {
            var gone = database.Read(s => events.Where(e => IsDone(s, e.Number, e.At < now - options.Failed)).Select(static e => e.Number).ToList());
            await database.Writer.Write(s => gone.ForEach(number => Delete(s, number)), cancellationToken);
            deleted += gone.Count;
            after = events[^1].Number;
        }

        while (await database.Writer.Write(s => ExchangeRows.Trim(s, now - options.Exchanges, options.ExchangesOfOne, Piece), cancellationToken) > 0)
        {
        }

        if (deleted > 0)
        {
            Log.Trimmed(log, deleted);
        }
    }

    /// <summary>What was and would be sent of a site's documents.</summary>
    public async Task ForgetSite(string site, CancellationToken cancellationToken)
    {
        var after = 0L;
        while (database.Read(s => s.Many("SELECT number FROM webhook_event WHERE site = $1 AND number > $2 ORDER BY number LIMIT $3", static r => r.Long(0), site, after, Piece)) is { Count: > 0 } events)
        {
            await database.Writer.Write(s => events.ForEach(number => Delete(s, number)), cancellationToken);
            after = events[^1];
        }
    }

    private static List<(long Number, DateTimeOffset At)> Page(Session s, long after, DateTimeOffset before) =>
        s.Many("SELECT number, at FROM webhook_event WHERE number > $1 ORDER BY number LIMIT $2", static r => (Number: r.Long(0), At: r.Time(1)), after, Piece)
            .TakeWhile(e => e.At < before).ToList();

    /// <summary>The deliveries of webhooks that were removed count for nothing.</summary>
    private static bool IsDone(Session s, long number, bool failedToo) => s.Long(
        """
        SELECT count(*) FROM delivery d JOIN webhook w ON w.number = d.webhook
        WHERE d.event = $1 AND (d.state IN (0, 2, 3) OR (d.state IN (4, 5) AND NOT $2))
        """,
        number,
        failedToo) == 0;

    private static void Delete(Session s, long number)
    {
        s.Execute("DELETE FROM attempt WHERE event = $1", number);
        s.Execute("DELETE FROM exchange WHERE event = $1", number);
        s.Execute("DELETE FROM delivery WHERE event = $1", number);
        s.Execute("DELETE FROM webhook_event WHERE number = $1", number);
    }
}
