using System.Diagnostics;

namespace SiteHub.Delivery.Tracing;

/// <summary>The spans of a batch's entries, which end together: with its commit, or with its answer.</summary>
internal sealed class TracedEntries : IDisposable
{
    private readonly List<Activity> _activities = [];

    public Activity? Add(string name, ActivityKind kind, string? parent)
    {
        // Of many at a time none is the one that is going on now.
        var outer = Activity.Current;
        var activity = Traces.GoOn(name, kind, parent);
        Activity.Current = outer;
        if (activity is not null)
        {
            _activities.Add(activity);
        }

        return activity;
    }

    public void Dispose()
    {
        foreach (var activity in _activities)
        {
            activity.Stop();
        }
    }
}
