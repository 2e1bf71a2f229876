using Microsoft.Extensions.Logging;

namespace SiteHub.Hub.Audit;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Audit {Seq}: {What} by {Who} from {Address} about {About}: {Outcome}; hash {Hash}")]
    public static partial void Entered(ILogger logger, long seq, string what, string who, string? address, string? about, string outcome, string hash);

    [LoggerMessage(Level = LogLevel.Information, Message = "The audit ends at {Seq}, hash {Hash}")]
    public static partial void Head(ILogger logger, long seq, string hash);
}
