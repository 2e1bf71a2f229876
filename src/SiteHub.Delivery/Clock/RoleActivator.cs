using Hangfire;
using Hangfire.AspNetCore;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Workers;

namespace SiteHub.Delivery.Clock;

/// <summary>Makes what runs a job from the role's services. Hangfire's own is a static: of two hosts in one process the later one would get the jobs of both.</summary>
internal sealed class RoleActivator(IServiceScopeFactory services, Func<WorkerSet?> workers) : AspNetCoreJobActivator(services)
{
    public override JobActivatorScope BeginScope(JobActivatorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        workers()?.Entering?.Invoke(new WorkStep(JobFaults.NameOf(context.BackgroundJob.Job), "turn", null));
        return base.BeginScope(context);
    }
}
