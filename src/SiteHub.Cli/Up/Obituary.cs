using SiteHub.Cli.Terminal;

namespace SiteHub.Cli.Up;

/// <summary>What to tell of a role that ended by itself.</summary>
internal static class Obituary
{
    public static StopException Of(RoleProcess process, int code) => new(
        // What the role found out about its port or configuration is what a script wants to know of `up`, too.
        code is ExitCode.Configuration or ExitCode.Taken ? code : ExitCode.Failed,
        Headline(process, code),
        Lines(process));

    public static string Headline(RoleProcess process, int code) =>
        $"{char.ToUpperInvariant(process.Role.Called[0])}{process.Role.Called[1..]} has ended ({Reason(code)}).";

    /// <summary>What it said itself on standard error; where it could not, as when it was killed, the end of its log.</summary>
    public static IEnumerable<string> Lines(RoleProcess process, int most = int.MaxValue)
    {
        var file = RoleProcess.LogOf(process.Role);
        return process switch
        {
            { LastWords: { Count: > 0 } words } => [.. words.Take(most).Select(l => "  " + l), $"  More is in {file}."],
            { LastLines: { Count: > 0 } lines } => [$"  Its last lines, of {file}:", .. lines.TakeLast(most).Select(l => "    " + l)],
            _ => ["  It had said nothing."],
        };
    }

    /// <summary>Codes above 128 are signals, by the shells' custom, which the runtime follows.</summary>
    private static string Reason(int code) => code switch
    {
        137 => "killed, exit code 137",
        139 => "crashed, exit code 139",
        143 => "terminated, exit code 143",
        _ => $"exit code {code}",
    };
}
