using System.Globalization;
using System.Text.Json;

namespace SiteHub.Cli.Api;

/// <summary>What a role answered, right or wrong.</summary>
internal sealed class RoleAnswer(int status, JsonDocument? body) : IDisposable
{
    public int Status => status;

    public bool Succeeded => status is >= 200 and < 300;

    public JsonElement Body => body?.RootElement ?? default;

    public string Title => Text("title") is { } title ? title : string.Create(CultureInfo.InvariantCulture, $"status {status}");

    /// <summary>Each on a line, as a problem document lists them.</summary>
    public IEnumerable<string> Faults => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array
        ? errors.EnumerateArray().Select(static error => Line(error.GetProperty("member").GetString()!, error.GetProperty("found").GetString(), error.GetProperty("expected").GetString()!))
        : Text("detail") is { } detail ? [detail] : [];

    public T? Read<T>()
        where T : class => body is null ? null : typeof(T) == typeof(JsonDocument) ? (T)(object)JsonDocument.Parse(body.RootElement.GetRawText()) : body.RootElement.Deserialize<T>(JsonSerializerOptions.Web);

    public void Dispose() => body?.Dispose();

    private static string Line(string member, string? found, string expected) =>
        $"{(member.Length > 0 ? member + ": " : "")}expected {expected}{(found is null ? "" : $", found {found}")}";

    private string? Text(string member) => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
