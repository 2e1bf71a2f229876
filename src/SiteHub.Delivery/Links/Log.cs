using Microsoft.Extensions.Logging;

namespace SiteHub.Delivery.Links;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Link {Link}: a new history begins, epoch {Epoch}: {Reason}")]
    public static partial void NewEpoch(ILogger logger, string link, long epoch, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Link {Link}: sent {Count} entries up to {Seq} in {Milliseconds:F1} ms")]
    public static partial void Sent(ILogger logger, string link, int count, long seq, double milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Link {Link}: attempt {Failures} failed, the next in {Seconds:F0} s: {Reason}")]
    public static partial void Failed(ILogger logger, string link, int failures, double seconds, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Link {Link}: the peer does not take this batch, the next has at most {Entries} entries: {Reason}")]
    public static partial void Smaller(ILogger logger, string link, int entries, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Link {Link}: paused ({State}): {Reason}")]
    public static partial void Paused(ILogger logger, string link, string state, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Link {Link}: in step with {Peer} at entry {Acked} of {Head}")]
    public static partial void InStep(ILogger logger, string link, Uri peer, long acked, long head);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Link {Link}: entry {Seq} ({Type}) cannot be sent: {Reason}")]
    public static partial void Unsendable(ILogger logger, string link, long seq, string type, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Link {Link}: entry {Seq} ({Type}) is rejected: {Reason}")]
    public static partial void Rejected(ILogger logger, string link, long seq, string type, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Link {Link}: the peer rejected entry {Seq}: {Reason}")]
    public static partial void RejectedByPeer(ILogger logger, string link, long seq, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Link {Link}: an answer broke off on its way")]
    public static partial void BrokeOff(ILogger logger, Exception fault, string link);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Link {Link}: its state could not be noted: {Reason}")]
    public static partial void NotNoted(ILogger logger, string link, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Link {Link} is closed")]
    public static partial void Closed(ILogger logger, string link);

    [LoggerMessage(Level = LogLevel.Information, Message = "Trimmed {Count} acknowledged entries from the logs")]
    public static partial void Trimmed(ILogger logger, long count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Link {Link}: its log outgrew what is kept; unacknowledged documents become a resync")]
    public static partial void Collapsed(ILogger logger, string link);
}
