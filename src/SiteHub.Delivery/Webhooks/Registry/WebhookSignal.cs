using System.Threading.Channels;

namespace SiteHub.Delivery.Webhooks;

/// <summary>"There may be something to do", and from which event on. Many raises before a wait are one.</summary>
internal sealed class WebhookSignal
{
    private readonly Channel<bool> _channel = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private long _firstNew = long.MaxValue;
    private int _reload;
    private int _look;
    private int _step;
    private volatile bool _quiet;

    /// <summary>A delivery was written for this event.</summary>
    public void RaiseNew(long number)
    {
        var seen = Volatile.Read(ref _firstNew);
        while (number < seen)
        {
            var was = Interlocked.CompareExchange(ref _firstNew, number, seen);
            if (was == seen)
            {
                break;
            }

            seen = was;
        }

        if (!_quiet)
        {
            Raise();
        }
    }

    /// <summary>
    /// Whether the pump may send nothing for now, whatever comes, and has set its alarm: a receiver that is dead must not cost a wake-up
    /// with each save.
    /// </summary>
    public bool Quiet
    {
        set => _quiet = value;
    }

    /// <summary>Something changed that the pump did not do itself: it reads everything anew.</summary>
    public void RaiseReload()
    {
        Volatile.Write(ref _reload, 1);
        Raise();
    }

    /// <summary>Something may have been missed: the pump looks at the rows again.</summary>
    public void RaiseLook()
    {
        Volatile.Write(ref _look, 1);
        Raise();
    }

    /// <summary>The machine's clock was set.</summary>
    public void RaiseStep()
    {
        Volatile.Write(ref _step, 1);
        Raise();
    }

    public void Raise() => _channel.Writer.TryWrite(true);

    /// <summary>The first event raised since the last call; null if there was none.</summary>
    public long? TakeNew() => Interlocked.Exchange(ref _firstNew, long.MaxValue) is var first and not long.MaxValue ? first : null;

    public bool TakeReload() => Interlocked.Exchange(ref _reload, 0) == 1;

    public bool TakeStep() => Interlocked.Exchange(ref _step, 0) == 1;

    public bool TakeLook() => Interlocked.Exchange(ref _look, 0) == 1;

    public async ValueTask WaitAsync(CancellationToken cancellationToken) => await _channel.Reader.ReadAsync(cancellationToken);
}
