using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Storage;

namespace SiteHub.Operations.Receiving;

/// <summary>The receivers of this role. Few, and asked for with every webhook that comes: kept in memory.</summary>
public sealed class ReceiverRows(Database database, SecretBox box, TimeProvider time)
{
    private static readonly JsonSerializerOptions Options = new() { Converters = { new JsonStringEnumConverter() } };

    private const int LongestReason = 300;

    private readonly ConcurrentDictionary<string, Refusals> _refused = new(StringComparer.Ordinal);
    private Dictionary<string, Receiver>? _known;

    public IReadOnlyCollection<Receiver> All => Known.Values;

    private Dictionary<string, Receiver> Known => _known ??= database
        .Read(static session => session.Many("SELECT id, sealed FROM receiver", static row => (Id: row.Text(0), Sealed: row.Text(1))))
        .Select(row => JsonSerializer.Deserialize<Receiver>(box.Unprotect(Purpose(row.Id), row.Sealed), Options)!)
        .ToDictionary(static receiver => receiver.Id);

    /// <summary>Those that give to the sites that somebody sees.</summary>
    public IEnumerable<Receiver> Of(SitesSeen seen) => All.Where(receiver => seen.Has(receiver.Site));

    /// <summary>Their ids; null: all there are, and those that there were.</summary>
    public IReadOnlyCollection<string>? IdsOf(SitesSeen seen)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return seen.AreAll ? null : [.. Of(seen).Select(static receiver => receiver.Id)];
    }

    /// <param name="nameOrId">either</param>
    public Receiver? Find(string nameOrId) => Known.GetValueOrDefault(nameOrId) ?? Known.Values.FirstOrDefault(receiver => receiver.Name == nameOrId);

    /// <summary>What was sent to it and not taken, since the start: in memory, for whoever can reach the address could have it written without end.</summary>
    public Refusals? RefusedBy(string id) => _refused.GetValueOrDefault(id);

    internal void Refuse(Receiver receiver, string reason) =>
        _refused.AddOrUpdate(receiver.Id, static (_, now) => new Refusals(1, now.At, now.Reason), static (_, before, now) => new Refusals(before.Count + 1, now.At, now.Reason), (At: time.GetUtcNow(), Reason: reason.Length > LongestReason ? reason[..LongestReason] : reason));

    public async Task Put(Receiver receiver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        var isMoved = Known.GetValueOrDefault(receiver.Id) is { } before && before.Site != receiver.Site;
        var now = time.GetUtcNow();
        var text = box.Protect(Purpose(receiver.Id), JsonSerializer.Serialize(receiver, Options));
        await database.Writer.Write(
            session =>
            {
                session.Execute(
                    """
                    INSERT INTO receiver (id, name, sealed, created, updated) VALUES ($1, $2, $3, $4, $4)
                    ON CONFLICT (id) DO UPDATE SET name = excluded.name, sealed = excluded.sealed, updated = excluded.updated
                    """,
                    receiver.Id,
                    receiver.Name,
                    text,
                    now);
                if (isMoved)
                {
                    Detach(session, receiver.Id, now);
                }
            },
            cancellationToken);
        _known = null;
    }

    /// <summary>What it took stays to be looked at.</summary>
    public async Task Remove(string id, CancellationToken cancellationToken)
    {
        await database.Writer.Write(
            session =>
            {
                session.Execute("DELETE FROM receiver WHERE id = $1", id);
                session.Execute("UPDATE receipt SET due = NULL, state = 'failed', reason = 'its receiver was removed' WHERE receiver_id = $1 AND due IS NOT NULL", id);
            },
            cancellationToken);
        _refused.TryRemove(id, out _);
        _known = null;
    }

    /// <summary>What it took for one site is not shown to another's people, nor written there. It stays to be looked at by those who see all.</summary>
    private static void Detach(Session session, string id, DateTimeOffset now)
    {
        session.Execute("UPDATE receipt SET due = NULL, state = 'failed', settled = $2, reason = 'its receiver was moved to another site' WHERE receiver_id = $1 AND due IS NOT NULL", id, now);
        session.Execute("UPDATE receipt SET receiver_id = $2 WHERE receiver_id = $1", id, $"{id} until {now:O} {Guid.NewGuid():N}");
    }

    private static string Purpose(string id) => $"receiver {id}";
}

/// <param name="Count">since the start</param>
/// <param name="Last">when the last one came</param>
/// <param name="Reason">of the last one</param>
public sealed record Refusals(long Count, DateTimeOffset Last, string Reason);
