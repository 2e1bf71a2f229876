using SiteHub.Delivery.Storage;
using SiteHub.Hub.People;
using SiteHub.Operations.Safety;

namespace SiteHub.Hub.Safety;

/// <summary>An administrator's password alone opens everything.</summary>
internal sealed class SecondFactorCheck(Database database) : ISafetyCheck
{
    public Task<IReadOnlyList<Finding>> Look(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Finding>>(
        database.Read(static session => session.Many(
            """
            SELECT p.Email FROM person p JOIN person_role pr ON pr.UserId = p.Id JOIN role r ON r.Id = pr.RoleId
            WHERE r.Name = $1 AND p.State = 'Active' AND p.TwoFactorEnabled = 0 AND NOT EXISTS (SELECT 1 FROM person_passkey k WHERE k.UserId = p.Id)
            ORDER BY p.Email
            """,
            static row => new Finding("no-second-factor", "{0} is an administrator with a password alone", row.Text(0), "Have them add a passkey or an authenticator app, under their name and Security"),
            HubRoles.Administrator)));
}
