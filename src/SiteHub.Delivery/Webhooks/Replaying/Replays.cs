using System.Text.Json;
using System.Text.Json.Serialization;
using SiteHub.Delivery.Storage;

namespace SiteHub.Delivery.Webhooks;

/// <summary>Sends again what was sent, or given up. A replay is a row, so that it outlives the process; whoever hears its commit begins it.</summary>
public sealed class Replays(Database database, ReplaySignal signal, TimeProvider time)
{
    /// <summary>Who puts them in line.</summary>
    internal const string Worker = "replays";

    private const string Columns = "SELECT id, filter, state, total, queued, delivered, failed, created_at FROM replay";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Begins one. Of what happens from now on nothing belongs to it.</summary>
    /// <returns>its id</returns>
    public async Task<string> StartAsync(DeliveryFilter filter, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var id = $"rpl_{Guid.CreateVersion7(now):N}";
        var text = JsonSerializer.Serialize(filter, Json);
        await database.Writer.Write(
            s =>
            {
                s.Execute(
                    "INSERT INTO replay (id, filter, state, last_event, created_at) VALUES ($1, $2, 'Gathering', coalesce((SELECT max(number) FROM webhook_event), 0), $3)", id, text, now);
                s.AfterCommit(signal.Raise);
            },
            cancellationToken);
        return id;
    }

    /// <returns>null if there is none of that id</returns>
    public Replay? Find(string id) => database.Read(s => s.One(Columns + " WHERE id = $1", Map, id));

    /// <summary>The last ones, newest first.</summary>
    /// <param name="limit">at most so many</param>
    /// <param name="within">those that were begun for these sites, or some of them, alone; null: all</param>
    public IReadOnlyList<Replay> List(int limit = 100, IReadOnlyCollection<string>? within = null) => database.Read(s => s.Many(
        $"""
        {Columns} WHERE $2 IS NULL OR CASE WHEN json_valid(filter) THEN json_array_length(filter, '$.within') > 0
            AND NOT EXISTS (SELECT 1 FROM json_each(filter, '$.within') WHERE value NOT IN (SELECT value FROM json_each($2))) END
        ORDER BY number DESC LIMIT $1
        """,
        Map,
        limit,
        within is null ? null : JsonSerializer.Serialize(within)));

    /// <returns>false if there is none that still gathers</returns>
    public Task<bool> CancelAsync(string id, CancellationToken cancellationToken = default) => database.Writer.Write(s => Cancel(s, id), cancellationToken);

    internal static bool Cancel(Session s, string id)
    {
        s.Execute("DELETE FROM parked_row WHERE worker = $1 AND row = $2", Worker, id);
        return s.Execute("UPDATE replay SET state = 'Cancelled' WHERE id = $1 AND state = 'Gathering'", id) == 1;
    }

    internal static bool IsOver(Session s, string id) => s.Text("SELECT state FROM replay WHERE id = $1", id) is not nameof(ReplayState.Gathering);

    internal static DeliveryFilter Filter(string text) => JsonSerializer.Deserialize<DeliveryFilter>(text, Json)!;

    private static Replay Map(Row r) => new(
        r.Text(0), Filter(r.Text(1)), Enum.Parse<ReplayState>(r.Text(2)), r.LongOrNull(3), r.Long(4), r.Long(5), r.Long(6), r.Time(7));
}
