namespace SiteHub.Delivery.Webhooks;

/// <summary>What follows for a delivery that failed.</summary>
internal abstract record Verdict
{
    private Verdict()
    {
    }

    /// <param name="At">when it is tried again</param>
    /// <param name="Step">how far it is in the schedule then</param>
    /// <param name="Exact">the receiver named the time</param>
    public sealed record Again(DateTimeOffset At, int Step, bool Exact) : Verdict;

    public sealed record GivenUp : Verdict;

    /// <param name="delivery">the delivery</param>
    /// <param name="outcome">of its last try</param>
    /// <param name="retries">the webhook's schedule</param>
    /// <param name="began">when that try was made</param>
    /// <param name="now">when it ended</param>
    /// <param name="steady">the same by the steady clock: one that stands wrong for a moment gives nothing up</param>
    public static Verdict On(DueDelivery delivery, SendOutcome outcome, IReadOnlyList<TimeSpan> retries, DateTimeOffset began, DateTimeOffset now, DateTimeOffset steady)
    {
        switch (outcome)
        {
            case SendOutcome.Gone:
                // The webhook is held; this one goes first when a person enables it.
                return new Again(now, delivery.Step, Exact: false);
            case SendOutcome.RetryAt later:
                // A receiver that names a time is there: it costs no step. But what it puts off for longer than the whole schedule is not wanted.
                var longest = retries.Aggregate(TimeSpan.Zero, static (sum, wait) => sum + wait) * 1.2;
                return steady - (delivery.FirstAt ?? steady) > longest ? new GivenUp() : new Again(later.At, delivery.Step, Exact: true);
            default:
                return delivery.Step < retries.Count
                    ? new Again(now + RetrySchedule.Jittered(retries[delivery.Step]), delivery.Step + 1, Exact: false)
                    : new GivenUp();
        }
    }
}
