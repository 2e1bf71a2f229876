using Microsoft.Extensions.Logging;

namespace SiteHub.Hub.Replica;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Snapshot {Snapshot} of {DocType} at {Site} ended: {Held} held, {Missing} left out, waits for an operator: {Guarded}")]
    public static partial void SnapshotEnded(ILogger logger, string site, string docType, string snapshot, long held, long missing, bool guarded);
}
