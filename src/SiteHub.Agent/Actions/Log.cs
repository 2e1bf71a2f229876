using Microsoft.Extensions.Logging;

namespace SiteHub.Agent.Actions;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Request {Request} ({Action} of {DocType} {Name}): {State} {Reason}")]
    public static partial void Ended(ILogger logger, string request, string action, string docType, string? name, string state, string? reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The handler {Handler} threw on request {Request}; a person has to decide what became of it")]
    public static partial void HandlerFailed(ILogger logger, Exception exception, string handler, string request);

    [LoggerMessage(Level = LogLevel.Error, Message = "The handler {Handler} gave no outcome on request {Request} within {Limit}; a person has to decide what became of it")]
    public static partial void HandlerHangs(ILogger logger, string handler, string request, TimeSpan limit);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The handler {Handler} ended after its time, with {Outcome}")]
    public static partial void HandlerLate(ILogger logger, string handler, string outcome);
}
