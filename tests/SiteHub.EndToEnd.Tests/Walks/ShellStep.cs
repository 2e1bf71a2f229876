using System.Text.RegularExpressions;

namespace SiteHub.EndToEnd.Tests.Walks;

/// <summary>What a page tells its reader to type, and what it says comes of it.</summary>
/// <param name="Text">as it stands there, a few lines perhaps</param>
/// <param name="Says">comment lines after it: each is in the output, and <c>…</c> stands for anything</param>
/// <param name="IsAside">in a terminal of its own, where it goes on until it is stopped</param>
internal sealed partial record ShellStep(string Text, IReadOnlyList<string> Says, bool IsAside)
{
    /// <summary>Asking again changes nothing, so it is asked again until it is as the page says.</summary>
    public bool Asks => Question().IsMatch(Text);

    public IEnumerable<string> Missing(string output) => Says.Where(said => !Regex.IsMatch(output, string.Join(".*", said.Split('…').Select(Regex.Escape)), RegexOptions.Singleline, TimeSpan.FromSeconds(1)));

    /// <param name="page">Markdown</param>
    public static IEnumerable<ShellStep> In(string page)
    {
        foreach (Match block in Block().Matches(page))
        {
            var aside = block.Groups["aside"].Success;
            List<string> lines = [], says = [];
            foreach (var line in block.Groups["text"].Value.Split('\n'))
            {
                if (line.StartsWith("# ", StringComparison.Ordinal))
                {
                    says.Add(line[2..]);
                    continue;
                }

                if (says.Count > 0 || (lines.Count > 0 && IsWhole(lines) && line.Length > 0 && !char.IsWhiteSpace(line[0]) && line[0] != '}'))
                {
                    yield return new ShellStep(string.Join('\n', lines), says, aside);
                    (lines, says) = ([], []);
                }

                lines.Add(line);
            }

            yield return new ShellStep(string.Join('\n', lines), says, aside);
        }
    }

    private static bool IsWhole(List<string> lines) =>
        !lines[^1].EndsWith('\\') && !lines[^1].EndsWith('|') && string.Join('\n', lines) is var text && text.Count(static c => c == '\'') % 2 == 0 && text.Count(static c => c == '{') == text.Count(static c => c == '}');

    [GeneratedRegex(@"^```sh(?<aside> aside)?\n(?<text>.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^(hub \S+$|acme '?http\S+'?$|.*-- (links|webhooks list|deliveries list|audit))", RegexOptions.Multiline)]
    private static partial Regex Question();
}
