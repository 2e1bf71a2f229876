using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Workers;

namespace SiteHub.Agent.Enrolment;

/// <summary>Renews the site's key and the link's secret: at once when the hub asked for it, else when they are old. What was begun before a restart goes on.</summary>
internal sealed class KeyRenewal(SiteEnrolment enrolment, RenewalSignal signal, WorkerSet workers, ILogger<KeyRenewal> log) : Worker(workers)
{
    public override string Name => "key renewal";

    protected override async Task TurnAsync(CancellationToken stopping)
    {
        try
        {
            await enrolment.RenewIfDue(stopping);
        }
        catch (EnrolmentException e) when (e.InnerException is null)
        {
            // Refused: the clock wakes it within the hour. A hub that does not answer is tried again soon, as any that is away.
            Log.NotRenewed(log, e.Message);
        }
    }

    protected override Task WaitAsync(CancellationToken stopping) => signal.WaitAsync(stopping);
}
