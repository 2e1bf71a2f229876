using Microsoft.Extensions.Logging;

namespace SiteHub.Operations.Alerts;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Alert {Kind} on {Subject}: {Reason}")]
    public static partial void Raised(ILogger logger, string kind, string subject, string? reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Alert {Kind} on {Subject} is over")]
    public static partial void Cleared(ILogger logger, string kind, string subject);
}
