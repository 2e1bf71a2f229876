using Hangfire;

namespace SiteHub.Delivery.Workers;

/// <summary>Retries are off: the schedule lives in the rows.</summary>
[AutomaticRetry(Attempts = 0)]
public sealed class WorkerJobs(WorkerSet workers)
{
    [JobDisplayName("Wake {0}")]
    public void Wake(string worker) => workers.Wake(worker);

    /// <summary>For a wake-up that was lost.</summary>
    [JobDisplayName("Let every worker look for work that lost its wake-up")]
    public void WakeAll() => workers.WakeAll();
}
