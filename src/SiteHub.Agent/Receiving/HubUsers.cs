using SiteHub.Agent.People;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Receiving;

/// <summary>As whom the hub may write here. The hub names the user, and only this site says who may be named: by default nobody.</summary>
internal sealed class HubUsers(SiteOptions site)
{
    /// <returns>the user as this site knows them, or why the hub may not write as them; asked where it is taken in, and again where it is saved</returns>
    public (Caller? Caller, string? Refusal) Of(Session session, string? named)
    {
        var allowed = site.Site.Receiving.HubUsers;
        if (named is null)
        {
            return (null, $"The hub names no user as whom it is to be saved. {Who(allowed)}");
        }

        // From here on it is the site's own word that counts, in the site's own spelling, and never the one that came in.
        if (allowed.FirstOrDefault(user => string.Equals(user, named, StringComparison.OrdinalIgnoreCase)) is not { } user)
        {
            return (null, $"The hub may not write here as {named}. {Who(allowed)}");
        }

        return KnownCallers.Find(session, user) is { } caller ? (caller, null) : (null, $"The user {user}, as whom the hub may write here, is disabled.");
    }

    private static string Who(IReadOnlyList<string> allowed) => allowed.Count == 0
        ? "This site lets it write as nobody: whoever keeps the site names a user for it in its configuration (receiving.hubUsers)."
        : $"This site lets it write as {string.Join(", ", allowed)} (receiving.hubUsers in its configuration).";
}
