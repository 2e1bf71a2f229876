namespace SiteHub.Delivery.Webhooks;

/// <summary>Where a webhook stands, for people.</summary>
/// <param name="Definition">with its secrets: what is shown passes <see cref="WebhookJson"/></param>
/// <param name="State">whether it sends</param>
/// <param name="Reason">why it does not, or what the last failure was</param>
/// <param name="FailingSince">since when nothing but failures came back; null if the last try succeeded</param>
/// <param name="Failures">failures in a row</param>
/// <param name="CircuitOpen">after five failures in a row one delivery at a time is tried, and no other uses up an attempt</param>
/// <param name="NextAttemptAt">null when it may send at once or has nothing to send</param>
/// <param name="Pending">written and not yet tried</param>
/// <param name="Waiting">failed, to be tried again, and those held back behind them</param>
/// <param name="Dead">given up</param>
/// <param name="Unevaluated">the condition threw; to be evaluated again once it is corrected</param>
/// <param name="ConditionFault">what the condition threw last; null once it is corrected</param>
/// <param name="Delivered">accepted by the receiver, ever</param>
/// <param name="CreatedAt">UTC</param>
/// <param name="UpdatedAt">when the definition was last changed, UTC</param>
public sealed record WebhookStatus(
    WebhookDefinition Definition,
    WebhookState State,
    string? Reason,
    DateTimeOffset? FailingSince,
    int Failures,
    bool CircuitOpen,
    DateTimeOffset? NextAttemptAt,
    long Pending,
    long Waiting,
    long Dead,
    long Unevaluated,
    string? ConditionFault,
    long Delivered,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);
