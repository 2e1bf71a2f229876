using System.Security.Cryptography;
using System.Text;
using SiteHub.Agent.Documents.Bulk;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Resource.Idempotency;

/// <summary>
/// A bulk insert under a key. With every chunk goes a hash of all lines up to its end, so that a retry is known to bring the same
/// lines before what comes after them is stored.
/// </summary>
internal sealed class KeptBulk : IBulkProgress, IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly KeptRequests _kept;
    private readonly IdempotencyKey _key;
    private readonly KeptRequest _before;
    private int _faultsKept;

    private KeptBulk(KeptRequests kept, IdempotencyKey key, string target, KeptRequest before)
    {
        _kept = kept;
        _key = key;
        _before = before;
        _faultsKept = before.Count.Faults.Count;
        _hash.AppendData(Start(target));
    }

    public BulkCount Done => _before.Count;

    public bool IsFinished => _before.Status is not null;

    public KeptRequest Before => _before;

    public bool IsSame => _hash.GetCurrentHash().AsSpan().SequenceEqual(_before.Hash);

    /// <returns>null if a request with this key is being carried out</returns>
    public static async Task<KeptBulk?> Open(IdempotencyKey key, string target, KeptRequests kept, CancellationToken cancellationToken)
    {
        if (!kept.UnderWay.TryAdd(key, true))
        {
            return null;
        }

        try
        {
            var hash = SHA256.HashData(Start(target));
            var before = kept.Find(key) ?? new KeptRequest(await kept.Begin(key, hash, cancellationToken), hash, BulkCount.Nothing, null, null);
            return new KeptBulk(kept, key, target, before);
        }
        catch
        {
            kept.UnderWay.TryRemove(key, out _);
            throw;
        }
    }

    public void Saw(ReadOnlySpan<byte> line)
    {
        _hash.AppendData(line);
        _hash.AppendData("\n"u8);
    }

    public byte[] Mark() => _hash.GetCurrentHash();

    public void Advance(Session session, BulkChunk chunk)
    {
        KeptRequests.Advance(session, _before.Id, chunk, _faultsKept);
        _faultsKept = Math.Min(BulkCount.MostFaults, _faultsKept + chunk.Faults.Count);
    }

    public void Dispose()
    {
        _kept.UnderWay.TryRemove(_key, out _);
        _hash.Dispose();
    }

    private static byte[] Start(string target) => Encoding.UTF8.GetBytes($"NDJSON {target}\n");
}
