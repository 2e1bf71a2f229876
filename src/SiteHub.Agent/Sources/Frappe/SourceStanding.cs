using Microsoft.Extensions.Logging;
using SiteHub.Agent.Sources.Frappe.Calls;

namespace SiteHub.Agent.Sources.Frappe;

/// <summary>How the source stands with the site. One that is refused is left alone for a while: each try with a wrong key is a line in somebody's log.</summary>
internal sealed class SourceStanding(TimeProvider time, ILogger<SourceStanding> log)
{
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private FrappeFault? _fault;
    private long _at;

    /// <summary>The last fault that was not answered since; null: all is well.</summary>
    public FrappeFault? Fault
    {
        get
        {
            lock (_lock)
            {
                return _fault;
            }
        }
    }

    public bool NeedsAuthorization => Fault?.Verdict == Verdict.NeedsAuthorization;

    public bool MayAsk
    {
        get
        {
            lock (_lock)
            {
                return _fault?.Verdict != Verdict.NeedsAuthorization || time.GetElapsedTime(_at) >= AfterRefusal;
            }
        }
    }

    public void Note(FrappeFault fault)
    {
        lock (_lock)
        {
            if (_fault?.Reason != fault.Reason)
            {
                Log.Waits(log, fault.Reason);
            }

            (_fault, _at) = (fault, time.GetTimestamp());
        }
    }

    public void Well()
    {
        lock (_lock)
        {
            _fault = null;
        }
    }

    /// <returns>false: the site could not be asked, which is noted</returns>
    public async Task<bool> Try(Func<Task> ask)
    {
        try
        {
            await ask();
            return true;
        }
        catch (FrappeFaultException fault)
        {
            Note(fault.Fault);
            return false;
        }
    }
}
