using Microsoft.Extensions.Logging;

namespace SiteHub.Delivery.Clock;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Message}")]
    public static partial void Hangfire(ILogger logger, Exception? fault, string message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The jobs in {Path} could not be worked on: {Reason}. It is tried again; what is due stands in the rows.")]
    public static partial void Fault(ILogger logger, string path, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The jobs' file {Path} is lost, replaced or damaged. It is put aside as {Aside} and begun anew; only the jobs' history is lost.")]
    public static partial void Anew(ILogger logger, string path, string aside);
}
