namespace SiteHub.Delivery.Webhooks;

/// <summary>What one try means for the delivery and its webhook.</summary>
public abstract record SendOutcome
{
    private SendOutcome(Answer answer) => Answer = answer;

    public Answer Answer { get; }

    /// <summary>2xx, or an answer by which the receiver says that it had this before.</summary>
    public sealed record Delivered(Answer Got, bool AlreadyThere = false) : SendOutcome(Got);

    /// <summary>A failure like any other, redirects, time-outs and no answer at all included: tried again by the schedule.</summary>
    public sealed record Refused(Answer Got) : SendOutcome(Got);

    /// <summary>The receiver said when: nothing is sent to it before, and the delivery goes again exactly then.</summary>
    public sealed record RetryAt(DateTimeOffset At, Answer Got) : SendOutcome(Got);

    /// <summary>429, 502, 503 or 504 without a time: a failure, and the webhook slows down.</summary>
    public sealed record Throttled(Answer Got) : SendOutcome(Got);

    /// <summary>410: nobody is there any more.</summary>
    public sealed record Gone(Answer Got) : SendOutcome(Got);

    /// <summary>The event does not go into the webhook's shape: nothing was sent.</summary>
    public sealed record NotComposed(Answer Got) : SendOutcome(Got);
}
