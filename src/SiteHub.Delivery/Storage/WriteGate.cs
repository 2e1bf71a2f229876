using System.Diagnostics.CodeAnalysis;

namespace SiteHub.Delivery.Storage;

/// <summary>
/// All writers of a process pass here one at a time, EF Core's too. Without it two writers meet in SQLite's lock, and the
/// provider's busy wait sleeps 150 ms however short the lock was.
/// </summary>
[SuppressMessage(
    "Design",
    "CA1001:Types that own disposable fields should be disposable",
    Justification = "Roles hand it out beside the database, so their container would dispose it first, while the writer still holds it: that ended the process. A semaphore whose wait handle nobody asks for holds nothing to be given back.")]
public sealed class WriteGate
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    public async ValueTask<Pass> EnterAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        return new Pass(_gate);
    }

    public Pass Enter()
    {
        _gate.Wait();
        return new Pass(_gate);
    }

    public readonly struct Pass(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
