using System.Text.Json;
using SiteHub.Agent.Sources.Frappe.Calls;

namespace SiteHub.Agent.Sources.Frappe.Reading;

/// <summary>
/// Whether the source's user sees all there is. User Permissions hide rows without a word, so that what is in no list need not be gone.
/// </summary>
internal sealed class SourceRights(FrappeClient client, TimeProvider time)
{
    private const string Path = "/api/method/frappe.core.doctype.user_permission.user_permission.get_user_permissions";
    private static readonly TimeSpan Believed = TimeSpan.FromMinutes(2);

    private (bool Whole, DateTimeOffset At) _last;

    /// <exception cref="FrappeFaultException">the site cannot be asked</exception>
    public async Task<bool> AreWhole(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_last.At + Believed < now)
        {
            _last = (await Ask(cancellationToken), now);
        }

        return _last.Whole;
    }

    private async Task<bool> Ask(CancellationToken cancellationToken) => await client.Get(Path, cancellationToken) switch
    {
        FrappeReply.Answer answer => answer.Value is { ValueKind: JsonValueKind.Object } permissions && !permissions.EnumerateObject().Any(),
        FrappeReply.Failed { Fault.Verdict: Verdict.Refused or Verdict.Bug } => false,
        FrappeReply.Failed failed => throw new FrappeFaultException(failed.Fault),
        _ => false,
    };
}
