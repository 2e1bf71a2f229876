using Microsoft.Extensions.Logging;

namespace SiteHub.Hub.Upstreams;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "Signing in with {Upstream} failed: {Reason}")]
    public static partial void Failed(ILogger logger, string upstream, string? reason);
}
