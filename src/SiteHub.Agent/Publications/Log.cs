using Microsoft.Extensions.Logging;

namespace SiteHub.Agent.Publications;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{DocType} {Name}, revision {Revision}: its publication's condition failed, so the hub keeps what it was told before: {Reason}")]
    public static partial void ConditionFailed(ILogger logger, string docType, string name, long revision, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{DocType} {Name}, revision {Revision}: the hub is told of it without {Actions}, whose condition failed: {Reason}")]
    public static partial void ActionConditionFailed(ILogger logger, string docType, string name, long revision, string actions, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Publication {DocType}: version {Version} ({Reason})")]
    public static partial void VersionChanged(ILogger logger, string docType, long version, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Publication {DocType}: snapshot {Snapshot} begins ({Reason})")]
    public static partial void SnapshotBegun(ILogger logger, string docType, string snapshot, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Publication {DocType}: snapshot {Snapshot} ended with {Told} documents")]
    public static partial void SnapshotEnded(ILogger logger, string docType, string snapshot, long told);
}
