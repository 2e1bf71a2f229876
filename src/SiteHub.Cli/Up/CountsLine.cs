using System.Diagnostics;
using System.Globalization;
using SiteHub.Cli.Roles;

namespace SiteHub.Cli.Up;

/// <summary>For a log file: the counts in one line, at once after a pause, then every ten seconds at most, and only if they changed.</summary>
internal sealed class CountsLine(IReadOnlyList<Role> roles, RoleProcesses processes)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private string? _last;
    private long _lastAt;

    public string? IfDue(long now)
    {
        if (_last is not null && Stopwatch.GetElapsedTime(_lastAt, now) < Pause)
        {
            return null;
        }

        var line = string.Join("; ", roles.Select(Of));
        if (line == _last || roles.Any(r => processes.Of(r)?.Report is null))
        {
            return null;
        }

        (_last, _lastAt) = (line, now);
        return line;
    }

    private string Of(Role role)
    {
        if (processes.Of(role)?.Report is not { } report)
        {
            return $"{role.Name}: starting";
        }

        var documents = report.Documents is { } count ? string.Create(CultureInfo.InvariantCulture, $"{count:N0} documents, ") : "";
        var troubles = report.Troubles.Count > 0 ? $" ({string.Join(", ", report.Troubles)})" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{role.Name}: {documents}backlog {report.Waiting:N0}{troubles}");
    }
}
