using Microsoft.Extensions.Logging;

namespace SiteHub.Hub.Mail;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "No mail server is configured (hub.mail): invitations and links to reset a password are not sent")]
    public static partial void NoServer(ILogger logger);

    [LoggerMessage(LogLevel.Information, "Mail {Id} was sent at attempt {Attempt}")]
    public static partial void Sent(ILogger logger, long id, long attempt);

    [LoggerMessage(LogLevel.Warning, "Mail {Id} was not sent: attempt {Attempt}, next at {Next}: {Error}")]
    public static partial void NotSent(ILogger logger, long id, long attempt, DateTimeOffset? next, string error);
}
