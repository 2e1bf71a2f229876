using Hangfire.Common;
using Hangfire.Server;

namespace SiteHub.Delivery.Workers;

/// <summary>
/// Sees what a job throws, and says it where the loops' faults are said, until the job does well again. A job comes again by its schedule, so it needs no more.
/// Hangfire's own list of filters is a static: of two hosts in one process each would hear of the other's jobs.
/// </summary>
internal sealed class JobFaults(Func<WorkerSet?> workers) : IServerFilter
{
    public void OnPerforming(PerformingContext context)
    {
    }

    public void OnPerformed(PerformedContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var name = NameOf(context.BackgroundJob.Job);
        if (context.Exception is null)
        {
            workers()?.Forget(name);
        }
        else if (!context.CancellationToken.ShutdownToken.IsCancellationRequested)
        {
            workers()?.JobFaulted(name, context.Exception.InnerException is { } inner && context.Exception is JobPerformanceException ? inner : context.Exception);
        }
    }

    internal static string NameOf(Job job) => $"job {job.Type.Name}.{job.Method.Name}";
}
