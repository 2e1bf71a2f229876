using Microsoft.Extensions.Logging;

namespace SiteHub.Hub.Live;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Open pages were not told of a change; they show it when they are loaded again")]
    public static partial void NotTold(ILogger logger, Exception exception);
}
