using System.Text.Json;
using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Sources.Frappe.Authorization;

/// <summary>
/// As whom what a member asks for is done at the site: as their own user if they have connected it, whose rights then decide; else as the source's. It is decided
/// once for a request, and kept with its steps: what the one is refused is never done as the other.
/// </summary>
internal sealed class ActingUser(FrappeEntry entry, FrappeClient client, SourceTokenRows rows, Database database, TimeProvider time)
{
    public const string Refused = "The company's system does not let you act as your own user there any more. Connect your user again, or end it, on the page \"Act as my own user\" of this company; then ask again.";

    private static readonly TimeSpan ProbeAfter = TimeSpan.FromMinutes(15);

    /// <param name="subject">the member</param>
    /// <param name="email">their address, as the hub has verified it</param>
    /// <param name="cancellationToken">ends the wait for the writer</param>
    /// <returns>null: as the source's user</returns>
    public async Task<OwnUser?> Of(string? subject, string? email, CancellationToken cancellationToken)
    {
        if (entry.Members is null || subject is null || rows.Find(subject) is not { } token)
        {
            return null;
        }

        if (!string.Equals(token.User, email, StringComparison.OrdinalIgnoreCase))
        {
            // Their address is another by now: whoever agreed there is not known to be who asks here.
            await database.Writer.Write(session => SourceTokenRows.End(session, subject, time.GetUtcNow(), email), cancellationToken);
            return null;
        }

        return new OwnUser(subject, token.User, token.Connected, token.State, token.Reason);
    }

    /// <summary>Frappe goes on taking the tokens of a user whom somebody disabled: it is asked whether it has.</summary>
    /// <returns>null: they may act</returns>
    public async Task<FrappeFault?> Standing(string owner, string user, CancellationToken cancellationToken) => await client.Get(FrappeClient.PathOf("User", user), cancellationToken, owner) switch
    {
        FrappeReply.Answer { Value: { ValueKind: JsonValueKind.Object } found } when found.TryGetProperty("enabled", out var enabled) && enabled.ValueKind == JsonValueKind.Number && enabled.TryGetInt32(out var flag) && flag == 1 => null,
        FrappeReply.Failed failed => failed.Fault,
        _ => new FrappeFault(Verdict.NeedsAuthorization, 200, null, $"{user} is disabled there."),
    };

    /// <summary>The site took the token for nobody's: somebody disabled the user there, perhaps.</summary>
    public Task Pause(string owner, string reason, CancellationToken cancellationToken) => rows.Pause(owner, reason, time.GetUtcNow() + ProbeAfter, cancellationToken);
}
