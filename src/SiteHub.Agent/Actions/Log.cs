using Microsoft.Extensions.Logging;

namespace SiteHub.Agent.Actions;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Request {Request} ({Action} of {DocType} {Name}): {State} {Reason}")]
    public static partial void Ended(ILogger logger, string request, string action, string docType, string? name, string state, string? reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The handler {Handler} threw on request {Request}; a person has to decide what became of it")]
    public static partial void HandlerFailed(ILogger logger, Exception exception, string handler, string request);
}
