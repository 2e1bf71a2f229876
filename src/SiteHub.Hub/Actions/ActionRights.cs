using SiteHub.Delivery.Storage;
using SiteHub.Hub.Files;
using SiteHub.Protocol.Actions;

namespace SiteHub.Hub.Actions;

/// <summary>Whether a member may still have what they asked for, asked anew at each attempt to send it.</summary>
internal sealed class ActionRights(Database database, ActionCatalogue catalogue)
{
    /// <param name="site">to which it goes</param>
    /// <param name="asked">as the log has it</param>
    /// <returns>what the member asked for, as the hub stored it when it found that they might; null: they may no longer</returns>
    public ActionRequested? Granted(string site, ActionRequested asked)
    {
        var (row, has, needs) = database.Read(session => session.One(
            """
            SELECT q.action, q.doc_type, q.name, q.account, q.input, m.role, q.role FROM action_request q
            JOIN customer_account a ON a.site = q.site AND a.account = q.account AND a.customer = q.customer
            JOIN customer_member m ON m.customer = q.customer AND m.person = q.person
            JOIN person p ON p.Id = q.person AND p.State = 'Active' AND p.Email = $4
            WHERE q.id = $1 AND q.site = $2 AND q.person = $3
            """,
            row => (asked with { Action = row.Text(0), DocType = row.Text(1), Name = row.TextOrNull(2), Account = row.Text(3), Input = row.Bytes(4) }, row.Text(5), row.Text(6)),
            asked.Request,
            site,
            asked.Member.Sub,
            asked.Member.Email));
        row = row is null ? null : row with { Files = database.Read(session => HeldFiles.Of(session, asked.Request)) };
        return row is not null && MemberRoles.Suffices(has, needs) && (catalogue.Find(site, row.DocType, row.Action) is not { } action || MemberRoles.Suffices(has, action.Role)) ? row : null;
    }
}
