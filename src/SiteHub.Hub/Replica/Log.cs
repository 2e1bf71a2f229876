using Microsoft.Extensions.Logging;

namespace SiteHub.Hub.Replica;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Snapshot {Snapshot} of {DocType} at {Site} ended: {Held} documents held, {Missing} left out and removed")]
    public static partial void SnapshotEnded(ILogger logger, string site, string docType, string snapshot, long held, long missing);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Snapshot {Snapshot} of {DocType} at {Site} leaves out {Missing} of {Held} documents; they stay until an operator confirms (GET /api/v1/removals)")]
    public static partial void RemovalWaits(ILogger logger, string site, string docType, string snapshot, long held, long missing);
}
