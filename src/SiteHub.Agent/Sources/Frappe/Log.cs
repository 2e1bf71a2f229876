using Microsoft.Extensions.Logging;
using SiteHub.Agent.Sources.Frappe.Calls;

namespace SiteHub.Agent.Sources.Frappe;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} {Path}: answered after {Took}")]
    public static partial void Answered(ILogger logger, string method, string path, TimeSpan took);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Method} {Path}: {Status} {Verdict} after {Took}: {Reason}")]
    public static partial void Failed(ILogger logger, string method, string path, int? status, Verdict verdict, string reason, TimeSpan took);

    [LoggerMessage(Level = LogLevel.Information, Message = "{DocType}: {Count} documents mirrored, of some {Total}")]
    public static partial void Mirrored(ILogger logger, string docType, long count, long? total);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{DocType} {Name} is not mirrored: {Reason}")]
    public static partial void NotMirrored(ILogger logger, string docType, string name, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The source waits: {Reason}")]
    public static partial void Waits(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{DocType} {Name} was renamed from {Former}")]
    public static partial void Renamed(ILogger logger, string docType, string name, string former);

    [LoggerMessage(Level = LogLevel.Information, Message = "{DocType} {Name} is gone at the site")]
    public static partial void Gone(ILogger logger, string docType, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{DocType} {Name} is kept, though the site does not show it: {Reason}")]
    public static partial void Kept(ILogger logger, string docType, string name, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Reason}")]
    public static partial void NotRenewed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A token that ended here was not revoked at the site in {Tries} tries: end it there, under OAuth Bearer Token")]
    public static partial void NotRevoked(ILogger logger, int tries);

    [LoggerMessage(Level = LogLevel.Information, Message = "The source is asked as {User} from now on; {Person} connected it")]
    public static partial void Connected(ILogger logger, string? user, string person);
}
