using Microsoft.Extensions.Logging;

namespace SiteHub.Delivery.Storage;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "A group of {Count} writes failed and was undone (SQLite {Code}): {Reason}")]
    public static partial void GroupFailed(ILogger logger, int count, int code, string reason);
}
