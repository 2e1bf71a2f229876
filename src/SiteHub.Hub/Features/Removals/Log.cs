using Microsoft.Extensions.Logging;

namespace SiteHub.Hub.Features.Removals;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "An operator decided on snapshot {Snapshot} of {DocType} at {Site}: {Removed} documents removed")]
    public static partial void Decided(ILogger logger, string site, string docType, string snapshot, long removed);
}
