using System.Diagnostics;

namespace SiteHub.Delivery.Tracing;

/// <summary>
/// Carries a trace over what lies between two processes and between now and later: rows and batches keep the W3C <c>traceparent</c> of what made
/// them. Nothing is kept, and nothing costs, unless somebody records.
/// </summary>
public static class Traces
{
    public const string SourceName = "SiteHub";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Of what is being done now; null unless it is recorded, here: that a caller says it records is not enough.</summary>
    public static string? Current => Source.HasListeners() && Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;

    /// <summary>Goes on with what was begun elsewhere.</summary>
    /// <param name="name">what is done</param>
    /// <param name="kind">towards whom</param>
    /// <param name="parent">the <c>traceparent</c> that was kept; null: there is nothing to go on with</param>
    public static Activity? GoOn(string name, ActivityKind kind, string? parent) =>
        parent is not null && Source.HasListeners() && ActivityContext.TryParse(parent, null, isRemote: true, out var context) ? Source.StartActivity(name, kind, context) : null;
}
