using Microsoft.Extensions.Logging;

namespace SiteHub.Delivery.Storage;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "A group of {Count} writes failed and was undone (SQLite {Code}): {Reason}")]
    public static partial void GroupFailed(ILogger logger, int count, int code, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A write is stored, and whoever waits for it could not be told; it is found again by a sweep")]
    public static partial void SignalFailed(ILogger logger, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "SQLite was used in this process before it was set up, and refuses its settings (SQLite {Code}): it goes on, and is slower")]
    public static partial void NotConfigured(ILogger logger, int code);

    [LoggerMessage(Level = LogLevel.Information, Message = "The database {Path} is brought from {From} to {To}; as it was it is kept as {Copy}")]
    public static partial void Migrating(ILogger logger, string path, string from, string to, string copy);
}
