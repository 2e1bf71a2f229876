using Microsoft.Extensions.Logging;

namespace SiteHub.Delivery.Workers;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "{Worker} waits for the database, and looks again in {Pause}: {Reason}")]
    public static partial void DatabaseAway(ILogger logger, string worker, TimeSpan pause, string reason);

    [LoggerMessage(LogLevel.Error, "{Worker} failed, and tries again in {Pause}")]
    public static partial void Faulted(ILogger logger, Exception fault, string worker, TimeSpan pause);

    [LoggerMessage(LogLevel.Information, "{Worker} goes on after {Faults} faults")]
    public static partial void GoesOn(ILogger logger, string worker, int faults);

    [LoggerMessage(LogLevel.Error, "{Worker} could not deal with {Row}, which is parked; the next goes on")]
    public static partial void RowParked(ILogger logger, Exception fault, string worker, string row);

    [LoggerMessage(LogLevel.Error, "The {Job} failed; it comes again by its schedule")]
    public static partial void JobFaulted(ILogger logger, Exception fault, string job);
}
