using Microsoft.Extensions.Logging;

namespace SiteHub.Agent.Enrolment;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "The site's key and the link's secret were renewed; the key is {Kid}, the old ones are taken for another day")]
    public static partial void Renewed(ILogger logger, string kid);

    [LoggerMessage(LogLevel.Warning, "The site's key and the link's secret could not be renewed, and are as before: {Reason}")]
    public static partial void NotRenewed(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Error, "The hub has revoked this site: nothing is sent or taken on the link any more. An operator of the hub can give a new code; then run `sitehub site enrol`")]
    public static partial void Revoked(ILogger logger);
}
