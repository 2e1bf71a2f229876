using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace SiteHub.Hub.Tests.Console;

/// <summary>What the console says it says in German as well: the pages are read as they are written, for a missing text shows itself in English and in no test.</summary>
public sealed partial class TextTests
{
    [Fact]
    public void Every_text_of_the_console_has_its_German()
    {
        var root = Root();
        var admin = Path.Combine(root, "src", "SiteHub.Operations", "Features", "Admin");
        var known = XDocument.Load(Path.Combine(admin, "ConsoleTexts.de.resx")).Descendants("data").Select(static d => (string)d.Attribute("name")!).ToHashSet(StringComparer.Ordinal);
        var missing = new List<string>();
        foreach (var file in new[] { admin, Path.Combine(root, "src", "SiteHub.Hub", "Features", "Admin"), Path.Combine(root, "src", "SiteHub.Agent", "Features", "Admin"), Path.Combine(root, "src", "SiteHub.Hub", "Alerts"), Path.Combine(root, "src", "SiteHub.Operations", "Safety"), Path.Combine(root, "src", "SiteHub.Hub", "Safety"), Path.Combine(root, "src", "SiteHub.Agent", "Sources", "Frappe", "Joining") }.SelectMany(static f => Directory.EnumerateFiles(f, "*.cs*", SearchOption.AllDirectories)))
        {
            var source = File.ReadAllText(file);
            foreach (var text in Shown().Matches(source).Concat(Told().Matches(source)).Concat(Noticed().Matches(source)).Concat(Joined().Matches(source)).SelectMany(static m => m.Groups.Values.Skip(1)).Where(static g => g.Success).Select(static g => Regex.Unescape(g.Value)))
            {
                if (text.Length > 0 && !text.EndsWith(": ", StringComparison.Ordinal) && !known.Contains(text))
                {
                    missing.Add($"{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileName(file)}: {text}");
                }
            }
        }

        known.Count.ShouldBeGreaterThan(400);
        missing.ShouldBeEmpty();
    }

    /// <summary>Names of resources are the same in either case: of two, one is silently never shown.</summary>
    [Fact]
    public void No_text_has_two_translations()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Root(), "src"), "*.resx", SearchOption.AllDirectories).ToList();

        files.Count.ShouldBeGreaterThan(10);
        files.SelectMany(static file => XDocument.Load(file).Descendants("data")
            .GroupBy(static d => (string)d.Attribute("name")!, StringComparer.OrdinalIgnoreCase)
            .Where(static texts => texts.Count() > 1)
            .Select(texts => $"{Path.GetFileName(file)}: {texts.Key}")).ShouldBeEmpty();
    }

    internal static string Root()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "SiteHub.sln")))
        {
            root = Path.GetDirectoryName(root.TrimEnd(Path.DirectorySeparatorChar))!;
        }

        return root;
    }

    /// <summary><c>T["…"]</c>, <c>Words["…"]</c>, <c>text["…"]</c></summary>
    [GeneratedRegex("""(?:\bT|\bWords|\btext)\["((?:[^"\\]|\\.)*)"[\],]""")]
    private static partial Regex Shown();

    /// <summary><c>Done("…")</c>, <c>Warn("…")</c>, <c>Told(…, "…")</c></summary>
    [GeneratedRegex("""\b(?:Done|Warn)\("((?:[^"\\]|\\.)*)"|\bTold\([^;]*, "((?:[^"\\]|\\.)*)"\);""")]
    private static partial Regex Told();

    /// <summary>The title and the way to mend of an <c>Attention</c>; an entry of the menu.</summary>
    [GeneratedRegex("""new Attention\(\$?"[^"]*", "([^"]*)", [^;]*?"([^"]*)", "[a-z-]+"\)|new(?: ConsoleEntry)?\("/admin[^"]*", "([^"]*)["]|new Finding\(\s*"[^"]*",\s*"([^"]*)",[^;]*?\s"([^"]*)"\)""")]
    private static partial Regex Noticed();

    /// <summary>What is said of a Frappe site that joins, and what to do: <c>JoinNote.Limited("…", "…", "…")</c>.</summary>
    [GeneratedRegex("""JoinNote\.\w+\(\s*"[a-z-]+",\s*"((?:[^"\\]|\\.)*)"(?:,\s*"((?:[^"\\]|\\.)*)")?""")]
    private static partial Regex Joined();
}
