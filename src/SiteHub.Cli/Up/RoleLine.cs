using SiteHub.Delivery.Patterns;

namespace SiteHub.Cli.Up;

/// <summary>A line of a role's output that people should see at once.</summary>
internal sealed record RoleLine(string Role, string Text)
{
    private static readonly Pattern Trouble = Pattern.Part(@"\A(\d\d:\d\d:\d\d\.\d{3} )?(warn|fail|crit): ");

    public static bool IsTrouble(string line) => Trouble.IsMatch(line);
}
