using System.Text.Json;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Actions;

namespace SiteHub.Agent.Actions;

/// <summary>A member's request as this site keeps it.</summary>
/// <param name="Id">the hub's id of it; the same one is done once</param>
/// <param name="Action">the action's name</param>
/// <param name="DocType">of the document, or of what comes of it</param>
/// <param name="Name">the document; null where the action begins without one</param>
/// <param name="Hash">of the published form that the member saw</param>
/// <param name="Account">for which they act</param>
/// <param name="Issuer">who knows the member by that subject</param>
/// <param name="Subject">the member</param>
/// <param name="Person">what people call them</param>
/// <param name="Email">verified by the hub</param>
/// <param name="Input">a JSON object</param>
/// <param name="Expires">after that it is not begun any more</param>
/// <param name="State"><see cref="Received"/>, or one of those that the hub is told</param>
/// <param name="User">as whom it is done here; null until it is accepted</param>
/// <param name="IsStarted">a handler was begun</param>
internal sealed record StoredRequest(
    string Id, string Action, string DocType, string? Name, string? Hash, string Account, string Issuer, string Subject, string? Person, string Email, byte[] Input, DateTimeOffset Expires, string State, string? User, bool IsStarted)
{
    /// <summary>The <c>traceparent</c> of the member's click; null: nobody records.</summary>
    public string? Trace { get; init; }

    /// <summary>What the member gave with it, in its order.</summary>
    public IReadOnlyList<GivenFile> Files { get; init; } = [];

    /// <summary>It is here, and nothing is decided yet.</summary>
    public const string Received = "received";

    private const string IsOpen = "state IN ('received', 'accepted') AND action IS NOT NULL AND id NOT IN (SELECT row FROM parked_row WHERE worker = $1)";

    private const string Columns = "id, action, doc_type, name, hash, account, issuer, subject, person, email, input, expires, state, user, started, trace, files";

    public static StoredRequest? Find(Session session, string id) =>
        session.One($"SELECT {Columns} FROM action_request WHERE id = $1 AND action IS NOT NULL", Map, id);

    /// <summary>What is worked on one after the other: a document's requests, and each that has none by itself.</summary>
    public static List<string> Lanes(Session session) => session.Many(
        $"SELECT DISTINCT CASE WHEN name IS NULL THEN id ELSE doc_type || char(10) || name END FROM action_request WHERE {IsOpen}", static row => row.Text(0), ActionRunner.Worker);

    public static string? NextOf(Session session, string lane) => lane.Split('\n', 2) is [var docType, var name]
        ? session.Text($"SELECT id FROM action_request WHERE {IsOpen} AND doc_type = $2 AND name = $3 ORDER BY received, id LIMIT 1", ActionRunner.Worker, docType, name)
        : session.Text($"SELECT id FROM action_request WHERE {IsOpen} AND id = $2", ActionRunner.Worker, lane);

    private static StoredRequest Map(Row row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.TextOrNull(3), row.TextOrNull(4), row.Text(5), row.Text(6), row.Text(7), row.TextOrNull(8), row.Text(9), row.Bytes(10), row.Time(11), row.Text(12), row.TextOrNull(13), !row.IsNull(14)) { Trace = row.TextOrNull(15), Files = row.TextOrNull(16) is { } files ? JsonSerializer.Deserialize<List<GivenFile>>(files)! : [] };
}
