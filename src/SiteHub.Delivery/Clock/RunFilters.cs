using Hangfire.Common;
using Hangfire.Server;
using Hangfire.States;
using Hangfire.Storage;

namespace SiteHub.Delivery.Clock;

/// <summary>What is done around each run, besides what Hangfire does itself.</summary>
internal sealed class RunFilters(Action<string> began, IServerFilter faults) : JobFilterAttribute, IJobFilterProvider, IServerFilter, IApplyStateFilter
{
    /// <summary>Hangfire keeps a job that failed until a person deletes it; in a file they would gather for years.</summary>
    private static readonly TimeSpan FailedKept = TimeSpan.FromDays(7);

    public IEnumerable<JobFilter> GetFilters(Job job) => JobFilterProviders.Providers.GetFilters(job).Append(new JobFilter(this, JobFilterScope.Global, null)).Append(new JobFilter(faults, JobFilterScope.Global, null));

    public void OnPerforming(PerformingContext filterContext) => began(filterContext.BackgroundJob.Id);

    public void OnPerformed(PerformedContext filterContext)
    {
    }

    public void OnStateApplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
        if (context.NewState is FailedState)
        {
            transaction.ExpireJob(context.BackgroundJob.Id, FailedKept);
        }
    }

    public void OnStateUnapplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
    }
}
