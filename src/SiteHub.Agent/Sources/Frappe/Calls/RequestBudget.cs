using System.Globalization;
using System.Net.Http.Headers;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Sources.Frappe.Calls;

/// <summary>
/// How much of the site the agent takes. Frappe's limit is time of the whole site's requests, its people's too, so that whoever uses all of it locks them
/// out: once no more than the others' share is left, nothing is sent until the next window.
/// </summary>
internal sealed class RequestBudget(FrappeBudget budget, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _places = new(budget.AtOnce, budget.AtOnce);
    private readonly Lock _lock = new();
    private long _since;
    private TimeSpan _pause;
    private int _refusals;
    private long _sent;

    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>How long nothing is sent; zero: it may be.</summary>
    public TimeSpan Pause
    {
        get
        {
            lock (_lock)
            {
                return Left();
            }
        }
    }

    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        Interlocked.Increment(ref _sent);
        return new Place(_places);
    }

    /// <summary>What each answer says of the limit.</summary>
    public void Heard(HttpResponseHeaders headers)
    {
        lock (_lock)
        {
            if (Number(headers, "X-RateLimit-Limit") is { } limit and > 0 && Number(headers, "X-RateLimit-Remaining") is { } left && Number(headers, "X-RateLimit-Reset") is { } reset
                && left <= limit / 100.0 * (100 - budget.Share))
            {
                Wait(TimeSpan.FromSeconds(reset));
            }
        }
    }

    /// <summary>It answers again.</summary>
    public void Well()
    {
        lock (_lock)
        {
            _refusals = 0;
        }
    }

    /// <summary>The site asks to be left alone, or does not answer.</summary>
    /// <param name="asked">for how long; null: it does not say, and each time in a row is twice as long</param>
    public void Refused(TimeSpan? asked)
    {
        lock (_lock)
        {
            Wait(asked ?? FirstPause * Math.Pow(2, Math.Min(_refusals++, 8)));
        }
    }

    public void Dispose() => _places.Dispose();

    private void Wait(TimeSpan pause)
    {
        var longest = pause < LongestPause ? pause : LongestPause;
        if (longest > Left())
        {
            (_since, _pause) = (time.GetTimestamp(), longest);
        }
    }

    /// <summary>By a clock that only goes on: one that is set back must not keep the site from being asked.</summary>
    private TimeSpan Left()
    {
        var left = _pause - time.GetElapsedTime(_since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private static long? Number(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
