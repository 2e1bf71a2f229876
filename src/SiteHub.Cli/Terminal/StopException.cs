namespace SiteHub.Cli.Terminal;

/// <summary>The command cannot go on, for a reason that its user can remove.</summary>
internal sealed class StopException(int exitCode, string what, params IEnumerable<string> more) : Exception(what)
{
    public int ExitCode => exitCode;

    public IReadOnlyList<string> More { get; } = [.. more];
}
