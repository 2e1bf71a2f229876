namespace SiteHub.Operations.Webhooks;

/// <summary>What becomes of one webhook.</summary>
/// <param name="Name">its name</param>
/// <param name="Kind">what</param>
/// <param name="Members">of a changed one: what differs</param>
public sealed record WebhookChange(string Name, ChangeKind Kind, IReadOnlyList<string> Members);

public enum ChangeKind
{
    Unchanged,
    Added,
    Changed,
    Removed,
}
