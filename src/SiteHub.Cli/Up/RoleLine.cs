using System.Text.RegularExpressions;

namespace SiteHub.Cli.Up;

/// <summary>A line of a role's output that people should see at once.</summary>
internal sealed partial record RoleLine(string Role, string Text)
{
    public static bool IsTrouble(string line) => Trouble().IsMatch(line);

    [GeneratedRegex(@"^(\d\d:\d\d:\d\d\.\d{3} )?(warn|fail|crit): ")]
    private static partial Regex Trouble();
}
