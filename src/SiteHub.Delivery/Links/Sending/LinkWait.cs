using SiteHub.Delivery.Clock;

namespace SiteHub.Delivery.Links;

/// <summary>When a link may be tried again. A length, held against the steady clock; a restart tries at once.</summary>
internal sealed class LinkWait : IDisposable
{
    /// <summary>Being heard from ends a wait no more often: where only answers are lost, both sides would else call each other without end.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);

    /// <summary>Nor does it for ever: a peer that sends and cannot be reached is tried less often each time.</summary>
    private static readonly TimeSpan MostApart = TimeSpan.FromSeconds(16);

    private readonly Link _link;
    private readonly LinkClock _jobs;
    private readonly SteadyClock _clock;
    private readonly ITimer _timer;
    private DateTimeOffset _until;
    private DateTimeOffset _heard;
    private TimeSpan _apart = Apart;
    private bool _shortened;

    public LinkWait(Link link, LinkClock jobs, SteadyClock clock, TimeProvider time)
    {
        _link = link;
        _jobs = jobs;
        _clock = clock;
        _timer = time.CreateTimer(static l => ((Link)l!).Signal.Raise(), link, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>In a row.</summary>
    public int Failures { get; private set; }

    /// <summary>Whether it may be tried now; if not, it is woken when it may.</summary>
    public bool IsOver()
    {
        if (_link.TakeMustTry())
        {
            _until = default;
        }
        else if (!_shortened && _link.WasHeard)
        {
            var at = _heard + _apart > _clock.Now ? _heard + _apart : _clock.Now;
            _apart = _apart * 2 < MostApart ? _apart * 2 : MostApart;
            _until = at < _until ? at : _until;
            _heard = at;
            _shortened = true;
        }

        var left = _until - _clock.Now;
        if (left <= TimeSpan.Zero)
        {
            // Until the next try what else is heard shortens nothing: a peer that sends much must not wake the pump with each batch.
            _shortened = _link.WasHeard = false;
            return true;
        }

        _timer.Change(left, Timeout.InfiniteTimeSpan);
        return false;
    }

    /// <returns>how long until the next try</returns>
    public TimeSpan Fail()
    {
        Failures++;
        return For(Backoff.After(Failures));
    }

    public TimeSpan For(TimeSpan length)
    {
        _until = _clock.Now + length;
        _link.IsWaiting = true;
        _timer.Change(length, Timeout.InfiniteTimeSpan);
        _jobs.WakeIn(_link.Name, length);
        return length;
    }

    public void End()
    {
        if (_link.IsWaiting)
        {
            _link.IsWaiting = false;
            _jobs.Forget(_link.Name);
        }

        Failures = 0;
        _until = default;
        _shortened = _link.WasHeard = false;
        _apart = Apart;
    }

    public void Dispose() => _timer.Dispose();
}
