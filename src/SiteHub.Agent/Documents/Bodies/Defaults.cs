using System.Globalization;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Documents.Bodies;

internal static class Defaults
{
    /// <summary>What Frappe's defaults that are no values stand for; null where the default is a value.</summary>
    public static string? Of(FieldType type, string text, DateTimeOffset now, string user) => (type, text.ToUpperInvariant()) switch
    {
        (FieldType.Date, "TODAY" or "NOW") => now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        (FieldType.Datetime, "NOW" or "TODAY") => Moments.Write(now),
        (FieldType.Time, "NOW") => now.UtcDateTime.ToString("HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        (_, "__USER") => user,
        _ => null,
    };
}
