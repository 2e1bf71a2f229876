using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SiteHub.Hub.Tests.Console;

/// <summary>What an ERP calls its documents is the sites' business: a hub whose code knows one name of them works for that ERP alone.</summary>
public sealed class DocTypeNameTests
{
    /// <summary>They are words of the hub's own: to whom somebody belongs, one of several, and a kind of user.</summary>
    private static readonly string[] OwnWords = ["Customer", "Item", "Contact"];

    [Fact]
    public void No_DocType_s_name_stands_in_the_code_of_the_hub_or_of_what_both_sides_share()
    {
        var root = Root();
        var names = new[] { "sites.sample.json", "sites.compose.json" }.Select(file => Path.Combine(root, file))
            .Concat(Directory.EnumerateFiles(Path.Combine(root, "src"), "*.json", SearchOption.AllDirectories).Where(static file => !Built(file) && Path.GetFileName(file) != "packages.lock.json"))
            .SelectMany(static file => NamesIn(JsonNode.Parse(File.ReadAllText(file)))).Except(OwnWords).Distinct().ToList();
        var sources = new[] { "SiteHub.Hub", "SiteHub.Operations" }.SelectMany(project => Directory.EnumerateFiles(Path.Combine(root, "src", project), "*", SearchOption.AllDirectories))
            .Where(static file => !Built(file) && Path.GetExtension(file) is ".cs" or ".cshtml" or ".resx" or ".js" && !file.Contains($"{Path.DirectorySeparatorChar}lib{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).ToList();

        // A method or member of that name is none: codes.Issue(…).
        var known = new Regex($"""(?<![\w.])(?:{string.Join('|', names.Select(Regex.Escape))})(?![\w(])""");

        names.ShouldContain("Sales Invoice");
        names.ShouldContain("Quotation");
        sources.Count.ShouldBeGreaterThan(400);
        sources.SelectMany(file => File.ReadLines(file).Index().Where(line => known.IsMatch(line.Item)).Select(line => $"{Path.GetRelativePath(root, file)}:{line.Index + 1}: {line.Item.Trim()}")).ShouldBeEmpty();
    }

    private static bool Built(string file) => file.Split(Path.DirectorySeparatorChar) is var parts && (parts.Contains("bin") || parts.Contains("obj"));

    /// <summary>Of the DocTypes that a site has, and of those that it publishes, wherever in the file they stand.</summary>
    private static IEnumerable<string> NamesIn(JsonNode? node) => node switch
    {
        JsonObject owner => owner.SelectMany(static member => (member.Key, member.Value) switch
        {
            ("docType", JsonValue name) => [(string)name!],
            ("docTypes", JsonArray all) => all.OfType<JsonObject>().Select(static docType => (string?)docType["name"]).OfType<string>().Concat(NamesIn(all)),
            _ => NamesIn(member.Value),
        }),
        JsonArray items => items.SelectMany(NamesIn),
        _ => [],
    };

    private static string Root()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "SiteHub.sln")))
        {
            root = Path.GetDirectoryName(root.TrimEnd(Path.DirectorySeparatorChar))!;
        }

        return root;
    }
}
