using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Links;

namespace SiteHub.Delivery.Links;

/// <summary>A link's row, without its secrets.</summary>
internal sealed record LinkState(
    string Name,
    long Log,
    Epoch OutEpoch,
    DateTimeOffset? OutEpochAt,
    LogPosition Head,
    LogPosition Acked,
    LogPosition Trimmed,
    long OutBytes,
    Epoch InEpoch,
    LogPosition Checkpoint,
    long Applied,
    long Known,
    long Rejected,
    string State,
    string? Reason,
    int Failures,
    DateTimeOffset? NextAttemptAt)
{
    private const string Columns =
        """
        SELECT name, log, out_epoch, out_epoch_id, out_epoch_at, out_seq, out_id, acked_seq, acked_id, trimmed_seq, trimmed_id, out_bytes,
               in_epoch, in_epoch_id, in_seq, in_id, in_applied, in_known, in_rejected, state, reason, failures, next_attempt_at
        FROM link
        """;

    public static LinkState Of(Session session, string link) =>
        session.One(Columns + " WHERE name = $1", Map, link) ?? throw new InvalidOperationException($"There is no link {link}.");

    public static List<LinkState> All(Session session) => session.Many(Columns + " ORDER BY name", Map);

    private static LinkState Map(Row r) => new(
        r.Text(0),
        r.Long(1),
        new Epoch(r.Long(2), r.Text(3)),
        r.TimeOrNull(4),
        new LogPosition(r.Long(5), r.TextOrNull(6)),
        new LogPosition(r.Long(7), r.TextOrNull(8)),
        new LogPosition(r.Long(9), r.TextOrNull(10)),
        r.Long(11),
        new Epoch(r.Long(12), r.Text(13)),
        new LogPosition(r.Long(14), r.TextOrNull(15)),
        r.Long(16),
        r.Long(17),
        r.Long(18),
        r.Text(19),
        r.TextOrNull(20),
        r.Int(21),
        r.TimeOrNull(22));
}
