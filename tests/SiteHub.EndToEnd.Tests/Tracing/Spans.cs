using System.Collections.ObjectModel;
using System.Diagnostics;

namespace SiteHub.EndToEnd.Tests.Tracing;

/// <summary>What the in-memory exporter was given, from many threads.</summary>
internal sealed class Spans : Collection<Activity>
{
    private readonly Lock _lock = new();

    /// <summary>The names of a trace's spans, each with the role's own word for it.</summary>
    public IReadOnlyList<string> Of(ActivityTraceId trace)
    {
        lock (_lock)
        {
            return [.. this.Where(span => span.TraceId == trace).Select(static span => span.DisplayName)];
        }
    }

    protected override void InsertItem(int index, Activity item)
    {
        lock (_lock)
        {
            base.InsertItem(Count, item);
        }
    }
}
