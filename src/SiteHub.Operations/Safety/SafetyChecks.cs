using Microsoft.Extensions.Logging;

namespace SiteHub.Operations.Safety;

/// <summary>All checks of a role. One that fails is told as such: nobody shall take its silence for a good sign.</summary>
public sealed class SafetyChecks(IEnumerable<ISafetyCheck> checks, ILogger<SafetyChecks> log)
{
    public async Task<IReadOnlyList<Finding>> Look(CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var check in checks)
        {
            try
            {
                findings.AddRange(await check.Look(cancellationToken));
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                var name = check.GetType().Name;
                log.CheckFailed(e, name);
                findings.Add(new Finding("check-failed", "{0} could not be carried out", name, "The log says why"));
            }
        }

        return findings;
    }
}
