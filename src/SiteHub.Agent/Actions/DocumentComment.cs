using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Actions;

/// <summary>Something that was said on a document.</summary>
public sealed record DocumentComment(DateTimeOffset At, string By, string Text)
{
    internal static List<DocumentComment> Of(Session session, string docType, string name) => session.Many(
        "SELECT at, by, text FROM document_comment WHERE doc_type = $1 AND name = $2 ORDER BY id DESC LIMIT 100", static row => new DocumentComment(row.Time(0), row.Text(1), row.Text(2)), docType, name);
}
