using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Conversation;

namespace SiteHub.Agent.Conversation;

/// <summary>A message as this site keeps it: see the table.</summary>
internal sealed record StoredMessage(
    long Id, string Message, string DocType, string Name, string? Account, string? Issuer, string? Subject, string? Email, string Author, string? Text, DateTimeOffset At, long Attempt, long Version, string State, string? Reason, string? ActsAs)
{
    /// <summary>Of a member, and not on the document yet.</summary>
    public const string Received = "received";

    /// <summary>Of the company, for the customer.</summary>
    public const string Said = "said";

    /// <summary>Of the company, and it stays here.</summary>
    public const string Note = "note";

    private const string Columns = "id, message, doc_type, name, account, issuer, subject, email, author, text, at, attempt, version, state, reason, acts_as";

    public bool IsMembers => Attempt > 0;

    public bool IsRemoved => State == MessageStates.Removed;

    public static StoredMessage? Find(Session session, string message) => session.One($"SELECT {Columns} FROM message WHERE message = $1", Map, message);

    /// <summary>The newest of a document in their order.</summary>
    public static IReadOnlyList<StoredMessage> Newest(Session session, string docType, string name, int most)
    {
        var found = session.Many($"SELECT {Columns} FROM message WHERE doc_type = $1 AND name = $2 ORDER BY id DESC LIMIT $3", Map, docType, name, most);
        found.Reverse();
        return found;
    }

    /// <summary>Of a document, what the hub is to know and was not told.</summary>
    public static List<StoredMessage> Untold(Session session, string docType, string name, int most) =>
        session.Many($"SELECT {Columns} FROM message WHERE doc_type = $1 AND name = $2 AND told = 0 AND state = 'said' ORDER BY id LIMIT $3", Map, docType, name, most);

    /// <summary>Of a DocType, some that the hub shall have, in the order in which they came.</summary>
    public static List<StoredMessage> After(Session session, string docType, long id, int most) =>
        session.Many($"SELECT {Columns} FROM message WHERE doc_type = $1 AND id > $2 AND state IN ('said', 'delivered', 'refused') ORDER BY id LIMIT $3", Map, docType, id, most);

    /// <summary>Documents on which something waits to be put, in the order in which it came.</summary>
    public static List<string> Lanes(Session session, string worker) => session.Many(
        "SELECT DISTINCT doc_type || char(10) || name FROM message WHERE state = 'received' AND message NOT IN (SELECT row FROM parked_row WHERE worker = $1)", static row => row.Text(0), worker);

    public static string? Next(Session session, string worker, string lane) => lane.Split('\n', 2) is [var docType, var name]
        ? session.Text("SELECT message FROM message WHERE state = 'received' AND doc_type = $2 AND name = $3 AND message NOT IN (SELECT row FROM parked_row WHERE worker = $1) ORDER BY id LIMIT 1", worker, docType, name)
        : null;

    private static StoredMessage Map(Row row) => new(
        row.Long(0), row.Text(1), row.Text(2), row.Text(3), row.TextOrNull(4), row.TextOrNull(5), row.TextOrNull(6), row.TextOrNull(7), row.Text(8), row.TextOrNull(9), row.Time(10), row.Long(11), row.Long(12), row.Text(13), row.TextOrNull(14), row.TextOrNull(15));
}
