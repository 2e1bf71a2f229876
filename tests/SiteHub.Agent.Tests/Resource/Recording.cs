using System.Text.Json.Nodes;

namespace SiteHub.Agent.Tests.Resource;

/// <summary>An exchange recorded from a real Frappe 15.44.2.</summary>
public sealed record Recording(string Method, string Path, string? Authorization, string? ContentType, string? Body, int Status, string Answer)
{
    public static Recording Load(string number)
    {
        var file = Directory.GetFiles(System.IO.Path.Combine(AppContext.BaseDirectory, "Recordings"), $"{number}-*.json").Single();
        var root = JsonNode.Parse(File.ReadAllText(file))!;
        var request = root["request"]!;
        var headers = request["headers"]!.AsArray().ToDictionary(pair => (string)pair![0]!, pair => (string)pair![1]!);
        return new Recording(
            (string)request["method"]!,
            (string)request["path"]!,
            headers.GetValueOrDefault("Authorization"),
            headers.GetValueOrDefault("Content-Type"),
            (string?)request["body"],
            (int)root["response"]!["status"]!,
            (string)root["response"]!["body"]!);
    }
}
