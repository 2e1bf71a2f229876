using System.Text.Json.Nodes;

namespace SiteHub.Agent.Tests.Sources;

/// <summary>An exchange that was recorded of a real Frappe, 15.44 (rest) or 15.72 with ERPNext 15.71 (erpnext).</summary>
internal sealed record FrappeRecording(string File, string Method, string Path, IReadOnlyDictionary<string, string> Headers, string? Body, int Status, IReadOnlyDictionary<string, string> Answered, string Answer)
{
    public static IReadOnlyList<FrappeRecording> All { get; } = [.. Read("rest").Concat(Read("erpnext"))];

    public static FrappeRecording Of(string file) => All.Single(one => one.File == file);

    private static IEnumerable<FrappeRecording> Read(string folder) => Directory
        .GetFiles(System.IO.Path.Combine(AppContext.BaseDirectory, "Recordings", "frappe", folder), "*.json").Order(StringComparer.Ordinal)
        .Select(file =>
        {
            var root = JsonNode.Parse(System.IO.File.ReadAllText(file))!;
            var (request, response) = (root["request"]!, root["response"]!);
            return new FrappeRecording(
                $"{folder}/{System.IO.Path.GetFileNameWithoutExtension(file)}",
                (string)request["method"]!,
                (string)request["path"]!,
                HeadersOf(request["headers"]!),
                request["body"]?.ToString(),
                (int)response["status"]!,
                HeadersOf(response["headers"]!),
                response["body"]?.ToString() ?? "");
        });

    private static Dictionary<string, string> HeadersOf(JsonNode node) => node.AsObject().ToDictionary(static pair => pair.Key, static pair => (string)pair.Value!, StringComparer.OrdinalIgnoreCase);
}
