using SiteHub.Delivery.Storage;
using SiteHub.Hub.Actions;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Conversation;

namespace SiteHub.Hub.Conversation;

/// <summary>Whether a member may still write what they wrote, asked anew at each attempt to send it.</summary>
internal sealed class MessageRights(Database database, ActionCatalogue catalogue)
{
    private const string Columns = "x.message, x.attempt, x.doc_type, x.name, x.account, x.person, p.Name, p.Email, x.text, x.at";

    /// <param name="site">to which it goes</param>
    /// <param name="written">as the log has it</param>
    /// <returns>the message as the hub stored it when it found that they might; null: they may no longer</returns>
    public MessageWritten? Granted(string site, MessageWritten written)
    {
        var (stored, has, needs) = database.Read(session => session.One(
            $"""
            SELECT {Columns}, m.role, x.role FROM message x
            JOIN customer_account a ON a.site = x.site AND a.account = x.account AND a.customer = x.customer
            JOIN customer_member m ON m.customer = x.customer AND m.person = x.person
            JOIN person p ON p.Id = x.person AND p.State = 'Active' AND p.Email = $4
            WHERE x.message = $1 AND x.site = $2 AND x.person = $3
            """,
            static row => (Map(row), row.Text(10), row.Text(11)),
            written.Message,
            site,
            written.Member.Sub,
            written.Member.Email));
        var rule = stored is null ? null : catalogue.Of(site).Publications.FirstOrDefault(publication => publication.DocType == stored.DocType)?.Conversation;
        return stored is not null && MemberRoles.Suffices(has, needs) && rule is not null && MemberRoles.Suffices(has, rule.Role) ? stored : null;
    }

    public static MessageWritten? Find(Session session, string site, string id) =>
        session.One($"SELECT {Columns} FROM message x JOIN person p ON p.Id = x.person WHERE x.site = $1 AND x.message = $2", Map, site, id);

    private static MessageWritten Map(Row row) => new(row.Text(0), row.Long(1), row.Text(2), row.Text(3), row.Text(4), new ActionMember(row.Text(5), row.TextOrNull(6), row.Text(7)), row.Text(8), row.Time(9));
}
