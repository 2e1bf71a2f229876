using SiteHub.Agent.Documents.Refusals;

namespace SiteHub.Agent.Documents.Saving;

/// <summary>What became of a save.</summary>
public abstract record SaveOutcome
{
    private SaveOutcome()
    {
    }

    /// <summary>It is on disk. On removal it is the tombstone.</summary>
    public sealed record Saved(DocumentState Document) : SaveOutcome;

    /// <summary>Nothing was changed.</summary>
    public sealed record Refused(Refusal Why) : SaveOutcome;
}
