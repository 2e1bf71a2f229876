using System.Text.Json;

namespace SiteHub.Cli.Roles;

/// <summary>How a role does, told to the `up` above it.</summary>
/// <param name="Documents">How many it holds; null while that is not known.</param>
/// <param name="Waiting">Entries of its logs that the other side has not confirmed.</param>
/// <param name="OldestAge">Of those, the age of the oldest in seconds.</param>
/// <param name="Rejected">Entries that it could not apply.</param>
/// <param name="Troubles">Links that do not send, each with its reason.</param>
internal sealed record RoleReport(long? Documents, long Waiting, double OldestAge, long Rejected, IReadOnlyList<string> Troubles)
{
    /// <summary>Begins a line that is a report; no log line begins so.</summary>
    public const char Mark = '\u001e';

    public static RoleReport? Parse(string line)
    {
        try
        {
            return line.StartsWith(Mark) ? JsonSerializer.Deserialize<RoleReport>(line.AsSpan(1), JsonSerializerOptions.Web) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
