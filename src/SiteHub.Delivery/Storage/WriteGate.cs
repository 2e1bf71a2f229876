namespace SiteHub.Delivery.Storage;

/// <summary>
/// All writers of a process pass here one at a time, EF Core's too. Without it two writers meet in SQLite's lock, and the
/// provider's busy wait sleeps 150 ms however short the lock was.
/// </summary>
public sealed class WriteGate : IDisposable
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

    public void Dispose() => _gate.Dispose();

    public readonly struct Pass(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
