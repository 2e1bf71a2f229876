using SiteHub.Agent.Sources.Frappe.Calls;

namespace SiteHub.Agent.Sources.Frappe.Joining;

/// <summary>Where people sign in through the hub, what the hub says of them is done with their users there, and that needs a right that reading documents does not.</summary>
internal sealed class PeopleRight(FrappeClient client, SiteMetas metas)
{
    public async Task<IReadOnlyList<JoinNote>> Look(bool signsIn, CancellationToken cancellationToken)
    {
        if (!signsIn || (await SourceUser.Ask(client, cancellationToken)).User is not { } user)
        {
            return [];
        }

        var (meta, fault) = await metas.Find("User", cancellationToken);
        return (meta is null ? fault is null || !fault.IsForbidden : user.May("write", meta) != false)
            ? []
            :
            [
                JoinNote.Limited(
                    "people",
                    "{0} may not change users, so that roles, disabling and sign-outs of the hub are not done there.",
                    "Leave {0} the role System Manager as long as people sign in through the hub.",
                    user.Name),
            ];
    }
}
