using System.Collections.Concurrent;
using SiteHub.Agent.Documents;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Tests;

/// <summary>Keeps every save that was committed, with the row it was stored in.</summary>
internal sealed class RecordingFeed : IChangeFeed
{
    private readonly ConcurrentQueue<(Save Save, long Id)> _saves = new();

    public IReadOnlyList<(Save Save, long Id)> Saves => [.. _saves];

    public Save Last => _saves.Last().Save;

    /// <summary>Called for every save before it is stored; may throw.</summary>
    public Action<Save>? OnPrepare { get; set; }

    public IPreparedChange? Prepare(Save save)
    {
        OnPrepare?.Invoke(save);
        return new Prepared(this, save);
    }

    public void Clear() => _saves.Clear();

    private sealed class Prepared(RecordingFeed feed, Save save) : IPreparedChange
    {
        public void Commit(Session session, long documentId) => session.AfterCommit(() => feed._saves.Enqueue((save, documentId)));
    }
}
