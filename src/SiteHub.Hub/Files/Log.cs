using Microsoft.Extensions.Logging;

namespace SiteHub.Hub.Files;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Site} gave no file or print: {Reason}")]
    public static partial void Away(ILogger logger, string site, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Name} of {Site} broke off after {Bytes} bytes: {Reason}")]
    public static partial void BrokeOff(ILogger logger, string name, string site, long bytes, string reason);
}
