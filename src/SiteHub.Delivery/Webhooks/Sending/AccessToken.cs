using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SiteHub.Delivery.Webhooks;

/// <param name="Text">the token; never shown</param>
/// <param name="From">when it was given</param>
/// <param name="Until">when it ends</param>
internal sealed record AccessToken(string Text, DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>Renewed when a fifth of its life is left, but not sooner than needs be: five minutes.</summary>
    public DateTimeOffset RenewAt
    {
        get
        {
            var left = (Until - From) / 5;
            return Until - (left < FiveMinutes ? left : FiveMinutes);
        }
    }

    private static TimeSpan FiveMinutes => TimeSpan.FromMinutes(5);

    /// <summary>In clear: for storing under encryption alone.</summary>
    public string ToJson() => new JsonObject { ["token"] = Text, ["from"] = Write(From), ["until"] = Write(Until) }.ToJsonString();

    /// <summary>Null if it is not what <see cref="ToJson"/> gives.</summary>
    public static AccessToken? FromJson(string json)
    {
        try
        {
            var read = JsonNode.Parse(json)!;
            return new AccessToken((string)read["token"]!, Read(read["from"]!), Read(read["until"]!));
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or NullReferenceException)
        {
            return null;
        }
    }

    public override string ToString() => $"token until {Until:O}";

    private static string Write(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset Read(JsonNode time) => DateTimeOffset.ParseExact((string)time!, "O", CultureInfo.InvariantCulture);
}
