using System.Collections.Concurrent;
using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Delivery.Links;

/// <summary>The links of this role: their rows, and the running ones.</summary>
public sealed class LinkRegistry(Database database, SecretBox secrets, LinkSignals signals, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Link> _links = new(StringComparer.Ordinal);

    /// <summary>Raised when a link is there that was not before, or is another now.</summary>
    internal event Action<Link>? Opened;

    /// <summary>Raised when a link is to be left alone from now on.</summary>
    internal event Action<string>? Closed;

    internal ICollection<Link> All => _links.Values;

    internal Link? Find(string name) => _links.GetValueOrDefault(name);

    /// <summary>Makes the link what the definition says. Its logs and checkpoints stay as they are; doing it twice changes nothing.</summary>
    public async Task Ensure(LinkDefinition definition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var sends = secrets.Protect(Purpose(definition.Name, "sends"), definition.Sends.ToJson());
        var receives = secrets.Protect(Purpose(definition.Name, "receives"), definition.Receives.ToJson());
        await database.Writer.Write(
            s => s.Execute(
                """
                INSERT INTO link (name, peer, sends_secret, receives_secret, origin, log, out_epoch, out_epoch_id)
                VALUES ($1, $2, $3, $4, $5, 1 + max(coalesce((SELECT max(log) FROM link), 0), coalesce((SELECT max(log) FROM dropped_log), 0)), 1, $6)
                ON CONFLICT (name) DO UPDATE SET peer = excluded.peer, sends_secret = excluded.sends_secret,
                    receives_secret = excluded.receives_secret, origin = excluded.origin,
                    state = CASE state WHEN 'closed' THEN 'active' ELSE state END
                """,
                definition.Name,
                definition.Peer.AbsoluteUri,
                sends,
                receives,
                definition.Origin,
                LogEpoch.NewId()),
            cancellationToken);
        Open(definition.Name, definition.Peer, definition.Sends, definition.Receives);
    }

    /// <summary>Sends and takes nothing on it any more, from at once until it is declared again. What it holds stays.</summary>
    public async Task Close(string name, CancellationToken cancellationToken = default)
    {
        await database.Writer.Write(s => s.Execute("UPDATE link SET state = 'closed' WHERE name = $1", name), cancellationToken);
        if (_links.TryRemove(name, out _))
        {
            Closed?.Invoke(name);
        }
    }

    /// <summary>Takes a closed link's row away, and what it rejected. Its log is dropped in pieces, and its log's number is never given again.</summary>
    public static void Forget(Session session, string name)
    {
        ArgumentNullException.ThrowIfNull(session);
        session.Execute("INSERT OR IGNORE INTO dropped_log (log) SELECT log FROM link WHERE name = $1", name);
        session.Execute("DELETE FROM rejected_entry WHERE link = $1", name);
        session.Execute("DELETE FROM link WHERE name = $1", name);
    }

    /// <returns>the names of the open links that <paramref name="origin"/> declared</returns>
    public IReadOnlyList<string> DeclaredBy(string origin) =>
        database.Read(s => s.Many("SELECT name FROM link WHERE origin = $1 AND state <> 'closed'", static r => r.Text(0), origin));

    /// <summary>Opens every link that a row describes: after a restart, also those that no file declares.</summary>
    public void OpenAll()
    {
        foreach (var (name, peer, sends, receives) in database.Read(s => s.Many(
            "SELECT name, peer, sends_secret, receives_secret FROM link WHERE state <> 'closed'", static r => (r.Text(0), r.Text(1), r.Text(2), r.Text(3)))))
        {
            if (!_links.ContainsKey(name))
            {
                Open(
                    name,
                    new Uri(peer),
                    SecretRing.FromJson(secrets.Unprotect(Purpose(name, "sends"), sends)),
                    SecretRing.FromJson(secrets.Unprotect(Purpose(name, "receives"), receives)));
            }
        }
    }

    public IReadOnlyList<LinkStatus> List()
    {
        var now = time.GetUtcNow();
        return database.Read(s => LinkState.All(s)
            .Where(l => _links.ContainsKey(l.Name))
            .Select(l => LinkStatus.Of(s, l, _links[l.Name], now))
            .ToList());
    }

    /// <summary>An operator says: send nothing until somebody resumes it, over restarts too. The batch in flight gets its answer, and what comes in is taken.</summary>
    /// <param name="name">of the link</param>
    /// <param name="reason">for whoever looks later</param>
    /// <param name="cancellationToken">ends the wait</param>
    /// <returns>false if there is no such link</returns>
    public async Task<bool> Pause(string name, string? reason, CancellationToken cancellationToken = default)
    {
        if (Find(name) is not { } link)
        {
            return false;
        }

        await database.Writer.Write(
            s => s.Execute(
                "UPDATE link SET state = $2, reason = $3, failures = 0, next_attempt_at = NULL WHERE name = $1 AND state <> 'closed'", name, LinkStates.Paused, reason ?? "An operator paused it."),
            cancellationToken);
        link.IsPaused = true;
        return true;
    }

    /// <summary>An operator says: try now, and begin a new history if the two differ.</summary>
    /// <returns>false if there is no such link</returns>
    public async Task<bool> Resume(string name, CancellationToken cancellationToken = default)
    {
        if (Find(name) is not { } link)
        {
            return false;
        }

        if (link.IsPaused)
        {
            await database.Writer.Write(s => s.Execute("UPDATE link SET state = 'active', reason = NULL WHERE name = $1 AND state = 'paused'", name), cancellationToken);
            link.MustReload = true;
            link.IsPaused = false;
        }

        link.Agree();
        link.MustGreet = true;
        link.TryNow();
        return true;
    }

    private void Open(string name, Uri peer, SecretRing sends, SecretRing receives)
    {
        var link = new Link(name, new Uri(peer.AbsoluteUri.TrimEnd('/') + "/"), sends, receives, signals.Of(name))
        {
            IsPaused = database.Read(s => s.Text("SELECT state FROM link WHERE name = $1", name)) == LinkStates.Paused,
        };
        _links[name] = link;
        Opened?.Invoke(link);
    }

    private static string Purpose(string link, string direction) => $"link {link} {direction}";
}
