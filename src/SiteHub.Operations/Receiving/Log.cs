using Microsoft.Extensions.Logging;

namespace SiteHub.Operations.Receiving;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "Receiver {Receiver} refused what came from {Address}: {Fault}")]
    public static partial void Refused(ILogger logger, string receiver, string? address, string fault);

    [LoggerMessage(LogLevel.Information, "Receipt {Receipt} of receiver {Receiver} was applied to {DocType}")]
    public static partial void Applied(ILogger logger, long receipt, string receiver, string docType);

    [LoggerMessage(LogLevel.Warning, "Receipt {Receipt} failed: {Reason}")]
    public static partial void Failed(ILogger logger, string receipt, string reason);
}
