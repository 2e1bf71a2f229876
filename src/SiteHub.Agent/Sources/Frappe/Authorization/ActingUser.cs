using SiteHub.Agent.Actions;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Sources.Frappe.Authorization;

/// <summary>
/// As whom what a member asks for is done at the site: as their own user if they have connected it, whose rights then decide; else as the source's. It is decided
/// once for a request, and kept with its steps: what the one is refused is never done as the other.
/// </summary>
internal sealed class ActingUser(FrappeEntry entry, SourceTokenRows rows, Database database, TimeProvider time)
{
    public const string Refused = "The company's system does not let you act as your own user there any more. Connect your user again, or end it, on the page \"Act as my own user\" of this company; then ask again.";

    private static readonly TimeSpan ProbeAfter = TimeSpan.FromMinutes(15);

    /// <returns>null: as the source's user</returns>
    public async Task<OwnUser?> Of(StoredRequest request, CancellationToken cancellationToken)
    {
        if (entry.Members is null || rows.Find(request.Subject) is not { } token)
        {
            return null;
        }

        if (!string.Equals(token.User, request.Email, StringComparison.OrdinalIgnoreCase))
        {
            // Their address is another by now: whoever agreed there is not known to be who asks here.
            await database.Writer.Write(session => SourceTokenRows.End(session, request.Subject, request.Email), cancellationToken);
            return null;
        }

        return new OwnUser(request.Subject, token.User, token.Connected, token.State, token.Reason);
    }

    /// <summary>The site took the token for nobody's: somebody disabled the user there, perhaps.</summary>
    public Task Pause(string owner, string reason, CancellationToken cancellationToken) => rows.Pause(owner, reason, time.GetUtcNow() + ProbeAfter, cancellationToken);
}
