using Microsoft.Extensions.Logging;

namespace SiteHub.Hub.Sessions.Logout;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "Client {Client} was told that session {Session} has ended, at attempt {Attempt}")]
    public static partial void Told(ILogger logger, string client, string session, long attempt);

    [LoggerMessage(LogLevel.Warning, "Client {Client} could not be told that session {Session} has ended: attempt {Attempt}, next at {Next}: {Error}")]
    public static partial void NotTold(ILogger logger, string client, string session, long attempt, DateTimeOffset next, string error);
}
