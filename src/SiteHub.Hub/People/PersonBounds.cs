using SiteHub.Delivery.Storage;
using SiteHub.Operations;

namespace SiteHub.Hub.People;

/// <summary>What a person is at the hub this moment: their roles, and the sites that these are bounded to.</summary>
internal sealed record PersonBounds(IReadOnlyList<string> Roles, IReadOnlyList<string> Sites)
{
    public SitesSeen Seen => SitesSeen.Of(Sites);

    public static PersonBounds Of(Session session, string personId)
    {
        var roles = session.Many("SELECT r.Name FROM person_role pr JOIN role r ON r.Id = pr.RoleId WHERE pr.UserId = $1", static row => row.Text(0), personId);
        return new PersonBounds(roles, roles.Contains(HubRoles.Administrator) ? [] : session.Many("SELECT Site FROM person_bound WHERE PersonId = $1 ORDER BY Site", static row => row.Text(0), personId));
    }
}
