using System.Threading.Channels;

namespace SiteHub.Delivery.Tail;

/// <summary>Says what happens this moment to whoever listens. While nobody does, it costs a look at one field.</summary>
public sealed class LiveTail
{
    private readonly Lock _lock = new();
    private volatile Listener[] _listeners = [];

    public bool IsHeard => _listeners.Length > 0;

    /// <summary>How many listen.</summary>
    public int Heard => _listeners.Length;

    /// <summary>Never waits: whoever does not keep up misses the oldest.</summary>
    public void Put(TailLine line)
    {
        foreach (var listener in _listeners)
        {
            listener.Put(line);
        }
    }

    /// <summary>Until it is disposed of.</summary>
    /// <param name="which">what is to be heard; null: everything</param>
    public Listener Listen(Func<TailLine, bool>? which = null)
    {
        var listener = new Listener(this, which);
        lock (_lock)
        {
            _listeners = [.. _listeners, listener];
        }

        return listener;
    }

    private void Leave(Listener listener)
    {
        lock (_lock)
        {
            _listeners = [.. _listeners.Where(l => l != listener)];
        }
    }

    public sealed class Listener : IDisposable
    {
        private const int Kept = 256;

        private readonly LiveTail _tail;
        private readonly Func<TailLine, bool>? _which;
        private readonly Channel<TailLine> _lines;
        private long _missed;

        internal Listener(LiveTail tail, Func<TailLine, bool>? which)
        {
            _which = which;
            _tail = tail;
            _lines = Channel.CreateBounded<TailLine>(new BoundedChannelOptions(Kept) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, _ => Interlocked.Increment(ref _missed));
        }

        public ChannelReader<TailLine> Lines => _lines.Reader;

        /// <summary>How many were lost since this was last asked.</summary>
        public long TakeMissed() => Interlocked.Exchange(ref _missed, 0);

        public void Dispose() => _tail.Leave(this);

        /// <summary>What is not heard is not counted as missed either.</summary>
        internal void Put(TailLine line)
        {
            if (_which?.Invoke(line) is not false)
            {
                _lines.Writer.TryWrite(line);
            }
        }
    }
}
