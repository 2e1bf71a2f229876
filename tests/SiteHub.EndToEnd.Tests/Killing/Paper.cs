using System.Globalization;
using System.Text.Json;

namespace SiteHub.EndToEnd.Tests.Killing;

/// <summary>A document as the last answer about it had it.</summary>
internal sealed record Paper(string Name, int DocStatus, string Modified)
{
    private const string Form = "yyyy-MM-dd HH:mm:ss.ffffff";

    public DateTimeOffset Moment => DateTimeOffset.ParseExact(Modified, Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    public static Paper Of(JsonElement document) =>
        new(document.GetProperty("name").GetString()!, document.GetProperty("docstatus").GetInt32(), document.GetProperty("modified").GetString()!);
}
