using Microsoft.Extensions.Logging;

namespace SiteHub.Agent.SignIn;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Signed in: subject {Subject}, session at the hub {Sid}, tokens kept: {Kept}")]
    public static partial void SignedIn(ILogger logger, string subject, string? sid, bool kept);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sign-in refused: subject {Subject}: {Refusal}")]
    public static partial void Refused(ILogger logger, string subject, SignInRefusal refusal);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sign-in failed: {Reason}")]
    public static partial void Failed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The hub ended {Sessions} sessions (subject {Subject}, session at the hub {Sid})")]
    public static partial void Ended(ILogger logger, int sessions, string? subject, string? sid);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A logout token was refused: {Reason}")]
    public static partial void LogoutRefused(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A person's token is not refreshed ({State}), next at {Next:O}: {Reason}")]
    public static partial void NotRefreshed(ILogger logger, string state, DateTimeOffset next, string reason);
}
