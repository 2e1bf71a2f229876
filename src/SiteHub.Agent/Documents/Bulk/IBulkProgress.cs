using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Documents.Bulk;

/// <summary>Follows a bulk insert under an Idempotency-Key: what a chunk did is noted in the chunk's own transaction.</summary>
internal interface IBulkProgress
{
    /// <summary>What an earlier try has done; its lines are passed over.</summary>
    BulkCount Done { get; }

    /// <summary>The earlier try came to its end: there must be no further line.</summary>
    bool IsFinished { get; }

    /// <summary>Sees every line, the ones passed over too, in order.</summary>
    void Saw(ReadOnlySpan<byte> line);

    /// <summary>Notes where the lines seen so far end.</summary>
    byte[] Mark();

    /// <summary>Whether what was passed over is what the earlier try read.</summary>
    bool IsSame { get; }

    /// <summary>Runs in the chunk's transaction.</summary>
    void Advance(Session session, BulkChunk chunk);
}
