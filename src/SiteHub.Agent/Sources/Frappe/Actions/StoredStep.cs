using System.Text.Json.Nodes;
using SiteHub.Agent.Sources.Frappe.Authorization;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Sources.Frappe.Actions;

/// <summary>A step of an action as it is kept.</summary>
/// <param name="Call">what it is</param>
/// <param name="State"><see cref="Planned"/>, <see cref="Asked"/> or <see cref="Done"/></param>
/// <param name="Modified">of the document, by the site's clock: before it, and after it once it is done</param>
/// <param name="DocType">of what it made</param>
/// <param name="Name">of what it made</param>
internal sealed record StoredStep(int Index, JsonObject Call, string State, string? Modified, string? DocType, string? Name)
{
    public const string Planned = "planned";
    public const string Asked = "asked";
    public const string Done = "done";

    /// <summary>As whom it is asked for.</summary>
    public string As => (string?)Call["as"] ?? SourceTokenRows.Source;

    /// <summary>The user there who then is its author; null: the source's.</summary>
    public string? Author => (string?)Call["asUser"];

    public string Kind => (string)Call["do"]!;

    public static List<StoredStep> Of(Session session, string request) => session.Many(
        "SELECT step, call, state, modified, doc_type, name FROM frappe_step WHERE request = $1 ORDER BY step",
        static row => new StoredStep(row.Int(0), JsonNode.Parse(row.Text(1))!.AsObject(), row.Text(2), row.TextOrNull(3), row.TextOrNull(4), row.TextOrNull(5)),
        request);

    public static bool Any(Session session, string request) => session.Long("SELECT 1 FROM frappe_step WHERE request = $1 LIMIT 1", request) is not null;

    public static void Plan(Session session, string request, IReadOnlyList<JsonObject> steps, string? modified, DateTimeOffset now)
    {
        foreach (var (index, step) in steps.Index())
        {
            session.Execute(
                "INSERT INTO frappe_step (request, step, call, state, modified, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (request, step) DO NOTHING", request, index, step.ToJsonString(), Planned, modified, now);
        }
    }

    public static void Move(Session session, string request, int step, string state, string? modified, string? docType, string? name, DateTimeOffset now) => session.Execute(
        "UPDATE frappe_step SET state = $3, modified = $4, doc_type = $5, name = $6, at = $7 WHERE request = $1 AND step = $2", request, step, state, modified, docType, name, now);

    public static void Forget(Session session, string request) => session.Execute("DELETE FROM frappe_step WHERE request = $1", request);
}
