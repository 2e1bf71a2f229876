using Microsoft.Extensions.Logging;

namespace SiteHub.Hub.Identity;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Client {Client} ({Origin}) is as declared: {Scopes}")]
    public static partial void ClientApplied(ILogger logger, string client, string origin, string scopes);

    [LoggerMessage(Level = LogLevel.Information, Message = "Client {Client} is no longer declared and was removed")]
    public static partial void ClientRemoved(ILogger logger, string client);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An operator set client {Client} to disabled: {Disabled}")]
    public static partial void ClientSet(ILogger logger, string client, bool disabled);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The keys of client {Client} could not be taken from {Address}: {Reason}")]
    public static partial void NoClientKeys(ILogger logger, string client, Uri address, string reason);

    [LoggerMessage(LogLevel.Information, "Signing key {Kid} is made and published; it signs from {Activates} on")]
    public static partial void KeyMade(ILogger logger, string kid, DateTimeOffset activates);
}
