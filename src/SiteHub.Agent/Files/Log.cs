using Microsoft.Extensions.Logging;

namespace SiteHub.Agent.Files;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Name}, given with the request {Request}, was not fetched from the hub: {Reason}")]
    public static partial void NotFetched(ILogger logger, string name, string request, string reason);
}
