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

    public static IEnumerable<string> Lines(RoleProcess process, int most = int.MaxValue) => process.LastLines.Count == 0
        ? ["  It had said nothing."]
        : [$"  Its last lines, of {RoleProcess.OutputFile(process.Role)}:", .. process.LastLines.TakeLast(most).Select(l => "    " + l)];

    /// <summary>Codes above 128 are signals, by the shells' custom, which the runtime follows.</summary>
    private static string Reason(int code) => code switch
    {
        137 => "killed, exit code 137",
        139 => "crashed, exit code 139",
        143 => "terminated, exit code 143",
        _ => $"exit code {code}",
    };
}
