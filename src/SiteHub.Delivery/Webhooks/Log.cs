using Microsoft.Extensions.Logging;

namespace SiteHub.Delivery.Webhooks;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Webhook {Webhook}: {Delivery} delivered at try {Attempt}, {Status}, {Milliseconds:F1} ms")]
    public static partial void Delivered(ILogger logger, string webhook, string delivery, int attempt, int? status, double milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook {Webhook}: {Delivery} failed at try {Attempt} ({Outcome}, {Milliseconds:F1} ms), next at {Next:O}: {Reason}")]
    public static partial void Failed(ILogger logger, string webhook, string delivery, int attempt, string outcome, double milliseconds, DateTimeOffset next, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Webhook {Webhook}: {Delivery} is dead after {Attempts} tries: {Reason}")]
    public static partial void Dead(ILogger logger, string webhook, string delivery, int attempts, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Webhook {Webhook}: {Delivery} of site {Site} is not sent, the webhook is not for it any more")]
    public static partial void LeftOut(ILogger logger, string webhook, string delivery, string site);

    [LoggerMessage(Level = LogLevel.Error, Message = "Webhook {Webhook} is held: {Reason}")]
    public static partial void Held(ILogger logger, string webhook, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook {Webhook}: {Failures} failures in a row, its circuit is open: one delivery at a time is tried")]
    public static partial void CircuitOpened(ILogger logger, string webhook, int failures);

    [LoggerMessage(Level = LogLevel.Information, Message = "Webhook {Webhook}: its receiver is back")]
    public static partial void Recovered(ILogger logger, string webhook);

    [LoggerMessage(Level = LogLevel.Error, Message = "Webhook {Webhook}: the pump met a fault it does not know; it reads its rows again")]
    public static partial void PumpFault(ILogger logger, Exception fault, string webhook);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} outcomes cannot be stored yet: {Reason}")]
    public static partial void OutcomesWait(ILogger logger, int count, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "An outcome could not be stored; its delivery is made again after the next start")]
    public static partial void OutcomeFault(ILogger logger, Exception fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Count} deliveries that were long done")]
    public static partial void Trimmed(ILogger logger, long count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Replay {Replay}: {Queued} of {Total} queued")]
    public static partial void ReplayAdvanced(ILogger logger, string replay, long queued, long total);
}
