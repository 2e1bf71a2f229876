using Microsoft.Extensions.Logging;

namespace SiteHub.Hub.Notifications;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "What members are to be told could not be found out; it is tried again")]
    public static partial void NotFound(ILogger logger, Exception exception);
}
