using System.Text.RegularExpressions;
using System.Xml.Linq;
using SiteHub.Delivery.Webhooks;
using SiteHub.Protocol.Actions;

namespace SiteHub.Hub.Tests.Console;

/// <summary>One word for one state and one thing: on the pages of hub and site, in the API, in the CLI, in the metrics and in the documentation, and one German one for it.</summary>
public sealed partial class WordsTests
{
    /// <summary>One English word for two things, with a German one for each.</summary>
    private static readonly string[] TwoThings = ["From", "Open"];

    [Fact]
    public void The_same_English_text_has_one_German()
    {
        var found = Resources("de").SelectMany(static file => Texts(file).Select(text => (text.Key, text.Value, File: Path.GetFileName(file)))).GroupBy(static text => text.Key, StringComparer.Ordinal)
            .Where(static group => group.Select(static text => text.Value).Distinct().Count() > 1).Select(static group => group.Key + ": " + string.Join(" | ", group.Select(static text => $"{text.Value} ({text.File})")));

        found.Where(static text => !TwoThings.Any(two => text.StartsWith(two + ":", StringComparison.Ordinal))).ShouldBeEmpty();
    }

    /// <summary>The word of the API is what stands on the page: who reads one finds it in the other.</summary>
    [Fact]
    public void A_state_is_called_on_the_page_what_the_API_calls_it()
    {
        var console = Texts(Resources("en").Single(static file => file.EndsWith("ConsoleTexts.en.resx", StringComparison.Ordinal)));
        foreach (var state in Enum.GetNames<DeliveryState>().Select(static name => name.ToLowerInvariant()).Concat(ActionStates.Told).Append(ActionStates.Requested).Append(ActionStates.Sent))
        {
            console.ShouldContainKey("state: " + state);
            console["state: " + state].ShouldBe(state);
        }
    }

    [Fact]
    public void A_request_is_in_the_same_state_for_members_and_for_operators_in_either_language()
    {
        var console = Texts(Resources("de").Single(static file => file.EndsWith("ConsoleTexts.de.resx", StringComparison.Ordinal)));
        var portal = Texts(Resources("de").Single(static file => file.EndsWith("PortalTexts.de.resx", StringComparison.Ordinal)));
        foreach (var state in ActionStates.Told.Append(ActionStates.Requested).Append(ActionStates.Sent))
        {
            portal[state].ShouldBe(console["state: " + state]);
        }

        portal["Overview"].ShouldBe(console["Overview"]);
        portal["My actions"].ShouldEndWith(console["Actions"]);
    }

    /// <summary>A delivery that is tried no more is dead; what is pending and waiting together is the backlog.</summary>
    [Fact]
    public void No_page_command_or_document_has_another_word_for_it()
    {
        var root = Root();
        var files = Directory.EnumerateFiles(Path.Combine(root, "src"), "*.*", SearchOption.AllDirectories).Where(static file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && Path.GetExtension(file) is ".cs" or ".cshtml" or ".resx")
            .Concat(Directory.EnumerateFiles(Path.Combine(root, "docs"), "*.md", SearchOption.AllDirectories)).ToList();

        files.Count.ShouldBeGreaterThan(500);
        files.SelectMany(static file => File.ReadLines(file).Where(static line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && Other().IsMatch(line)).Select(line => $"{Path.GetFileName(file)}: {line.Trim()}")).ShouldBeEmpty();
    }

    private static Dictionary<string, string> Texts(string file) => XDocument.Load(file).Descendants("data").ToDictionary(static data => (string)data.Attribute("name")!, static data => (string)data.Element("value")!, StringComparer.Ordinal);

    private static IEnumerable<string> Resources(string language) => Directory.EnumerateFiles(Path.Combine(Root(), "src"), $"*.{language}.resx", SearchOption.AllDirectories);

    private static string Root()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "SiteHub.sln")))
        {
            root = Path.GetDirectoryName(root.TrimEnd(Path.DirectorySeparatorChar))!;
        }

        return root;
    }

    [GeneratedRegex("\\b(?:given|gave|gives) up\\b|\\bgiving up\\b", RegexOptions.IgnoreCase)]
    private static partial Regex Other();
}
