using System.Text.Json.Nodes;
using Json.Schema;
using SiteHub.Operations.Configuration;

namespace SiteHub.EndToEnd.Tests.Configuration;

/// <summary>The sample to change one thing of, and the two judges of the result: the published schema and the reader.</summary>
internal static class SampleFile
{
    public static string Path { get; } = Repository.File("sites.sample.json");

    private static readonly JsonSchema Schema = JsonSchema.FromFile(Repository.File("docs/sites.schema.json"));

    public static JsonNode Changed(Action<JsonNode> change)
    {
        var file = JsonNode.Parse(File.ReadAllText(Path))!;
        change(file);
        return file;
    }

    public static bool FitsSchema(JsonNode file) => Schema.Evaluate(file).IsValid;

    public static IReadOnlyList<ConfigurationFault> Faults(JsonNode file, SitesScope? scope = null, string folder = "/") =>
        Should.Throw<SitesFileException>(() => Parse(file, scope, folder)).Faults;

    public static IReadOnlyList<ConfigurationFault> ParseFaults(string json) =>
        Should.Throw<SitesFileException>(() => Parse(json)).Faults;

    public static SitesFile Parse(JsonNode file, SitesScope? scope = null, string folder = "/") => Parse(file.ToJsonString(), scope, folder);

    public static SitesFile Parse(string json, SitesScope? scope = null, string folder = "/") =>
        SitesFileReader.Parse(System.Text.Encoding.UTF8.GetBytes(json), "sites.json", folder, scope ?? SitesScope.All, Environment);

    public static JsonNode Acme(this JsonNode file) => file["sites"]![0]!;

    public static JsonNode DocType(this JsonNode file, string name) =>
        file.Acme()["source"]!["docTypes"]!.AsArray().First(d => d!["name"]!.GetValue<string>() == name)!;

    private static string? Environment(string name) => name == "A_SECRET" ? "from the environment" : null;
}
