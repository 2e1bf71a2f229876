using Microsoft.Extensions.Logging;

namespace SiteHub.Hub.Upstreams;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "Signing in with {Upstream} failed: {Reason}")]
    public static partial void Failed(ILogger logger, string upstream, string? reason);

    [LoggerMessage(LogLevel.Warning, "{Upstream} does not say what it is, and is asked every 5 s until it does; nobody can sign in by it: {Reason}")]
    public static partial void Away(ILogger logger, string upstream, string reason);

    [LoggerMessage(LogLevel.Warning, "{Upstream} gives nothing at {Path}, which its rolesClaim names, so nobody is given a role by it; it says: {Claims}")]
    public static partial void NoRoles(ILogger logger, string upstream, string path, string claims);

    [LoggerMessage(LogLevel.Information, "{Upstream} ended {Sessions} sessions here")]
    public static partial void Ended(ILogger logger, string upstream, int sessions);

    [LoggerMessage(LogLevel.Warning, "A logout token of {Upstream} was refused: {Reason}")]
    public static partial void LogoutRefused(ILogger logger, string upstream, string reason);
}
