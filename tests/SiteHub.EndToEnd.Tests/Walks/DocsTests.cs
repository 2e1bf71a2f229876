using System.Text.RegularExpressions;
using SiteHub.EndToEnd.Tests.Cli;

namespace SiteHub.EndToEnd.Tests.Walks;

/// <summary>What README and docs lead to is there, and the commands that they name exist, with the options that they name.</summary>
public sealed partial class DocsTests
{
    private static readonly IReadOnlyList<string> Pages =
        [Repository.File("README.md"), .. Directory.EnumerateFiles(Repository.File("docs"), "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_link_between_the_pages_leads_somewhere()
    {
        var broken = new List<string>();
        foreach (var page in Pages)
        {
            foreach (Match link in Link().Matches(Fenced().Replace(File.ReadAllText(page), "")))
            {
                var (path, anchor) = link.Groups["to"].Value.Split('#', 2) is [var p, var a] ? (p, a) : (link.Groups["to"].Value, null);
                var target = path.Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, path);
                if (!File.Exists(target) && !Directory.Exists(target))
                {
                    broken.Add($"{page}: {link.Value} is not there");
                }
                else if (anchor is not null && !Heading().Matches(File.ReadAllText(target)).Any(heading => Anchor(heading.Groups["text"].Value) == anchor))
                {
                    broken.Add($"{page}: {link.Value} has no such heading");
                }
            }
        }

        broken.ShouldBeEmpty(string.Join('\n', broken));
    }

    [Fact]
    public async Task Every_command_that_a_page_names_exists_with_its_options()
    {
        var folder = Directory.CreateTempSubdirectory("sitehub-");
        var helps = new Dictionary<string, string>();
        async Task<string> Help(IReadOnlyList<string> command)
        {
            var named = string.Join(' ', command);
            return helps.TryGetValue(named, out var known) ? known : helps[named] = (await SiteHubProcess.Run(folder.FullName, [.. command, "--help"])).Output;
        }

        var wrong = new List<string>();
        foreach (var page in Pages)
        {
            foreach (var words in Command().Matches(await File.ReadAllTextAsync(page)).Select(static match => match.Groups["rest"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            {
                var command = new List<string>();
                var help = await Help(command);
                foreach (var word in words.TakeWhile(static word => !word.StartsWith('-')))
                {
                    if (!Regex.IsMatch(help, $@"^  {Regex.Escape(word)}(\s|$)", RegexOptions.Multiline))
                    {
                        break;
                    }

                    command.Add(word);
                    help = await Help(command);
                }

                var unknown = words.Where(static word => word.StartsWith("--", StringComparison.Ordinal)).Select(static word => word.TrimEnd('.', ',', ';', ':', ')')).Where(option => !help.Contains(option, StringComparison.Ordinal)).ToList();
                if ((command.Count == 0 && words.Length > 0) || unknown.Count > 0)
                {
                    wrong.Add($"{page}: sitehub {string.Join(' ', words)} ({string.Join(", ", unknown)})");
                }
            }
        }

        folder.Delete(recursive: true);
        wrong.ShouldBeEmpty(string.Join('\n', wrong));
    }

    /// <summary>As GitHub makes it of a heading.</summary>
    private static string Anchor(string heading) =>
        string.Concat(heading.Replace("`", "", StringComparison.Ordinal).ToLowerInvariant().Where(static c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Trim().Replace(' ', '-');

    [GeneratedRegex(@"\]\((?<to>(?!https?:|mailto:)[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    /// <summary>In a line of its own, or set off in the text; with a brace in it, it is a pattern and no command.</summary>
    [GeneratedRegex(@"(?:^|`)(?:sitehub|dotnet run -c Release --project src/SiteHub\.Cli --) (?<rest>[a-z][^`#\n|>{]*)(?=$|[`#\n|>])", RegexOptions.Multiline)]
    private static partial Regex Command();
}
