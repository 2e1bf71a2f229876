using Microsoft.Extensions.Logging;

namespace SiteHub.Operations.Safety;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Safety check {Check} failed")]
    public static partial void CheckFailed(this ILogger log, Exception exception, string check);
}
