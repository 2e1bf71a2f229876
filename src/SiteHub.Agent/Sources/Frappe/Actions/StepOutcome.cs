using SiteHub.Agent.Sources.Frappe.Calls;

namespace SiteHub.Agent.Sources.Frappe.Actions;

/// <summary>What became of one step at the site.</summary>
internal abstract record StepOutcome
{
    private StepOutcome()
    {
    }

    /// <param name="Modified">of the document that the action is about, if it says so</param>
    /// <param name="DocType">of what was made</param>
    /// <param name="Name">of what was made</param>
    internal sealed record Done(string? Modified, string? DocType = null, string? Name = null) : StepOutcome;

    /// <summary>Nothing of it can be seen: it can be asked for.</summary>
    internal sealed record NotDone : StepOutcome;

    /// <summary>The site says no.</summary>
    internal sealed record Refused(FrappeFault Fault, string Sentence) : StepOutcome;

    /// <summary>Later, perhaps.</summary>
    internal sealed record Later(FrappeFault Fault) : StepOutcome;

    /// <summary>It may be done, or another's work looks like it.</summary>
    internal sealed record Unclear(FrappeFault? Fault) : StepOutcome;
}
