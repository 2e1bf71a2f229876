namespace SiteHub.Delivery.Links;

/// <summary>What became of one entry at its receiver.</summary>
public abstract record ApplyOutcome
{
    private ApplyOutcome()
    {
    }

    /// <summary>It changed something.</summary>
    public static ApplyOutcome Applied { get; } = new Done();

    /// <summary>The receiver knew it, or something newer, already.</summary>
    public static ApplyOutcome Known { get; } = new Already();

    public static ApplyOutcome Rejected(string reason) => new Refused(reason);

    private sealed record Done : ApplyOutcome;

    private sealed record Already : ApplyOutcome;

    /// <summary>It cannot be applied; it is kept with its reason, shown, and can be retried.</summary>
    public sealed record Refused(string Reason) : ApplyOutcome;
}
