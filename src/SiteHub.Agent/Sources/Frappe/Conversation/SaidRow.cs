using System.Text.Json;
using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Values;
using SiteHub.Protocol.Conversation;

namespace SiteHub.Agent.Sources.Frappe.Conversation;

/// <summary>A Comment or Communication as the site lists it.</summary>
internal sealed record SaidRow(string TalkType, string Name, string Modified, string Creation, string DocType, string Document, JsonElement Row)
{
    /// <summary>Nobody writes it, and nobody would see it.</summary>
    private const string Mentioned = "\u2060";

    private const string MarkBegins = $"data-sitehub=\"{MessageLimits.MemberPrefix}";

    private static readonly string[] Common = ["name", "modified", "creation", "owner", "reference_doctype", "reference_name", "content"];
    private static readonly string[] OfComment = ["comment_type", "comment_by", "comment_email"];
    private static readonly string[] OfCommunication = ["communication_type", "sent_or_received", "sender", "sender_full_name", "recipients", "cc"];

    /// <summary>We put it there for a member; else somebody else wrote it.</summary>
    public bool IsOurs(string field) => Text(field) is { Length: > 0 } || Text("content")?.Contains(MarkBegins, StringComparison.Ordinal) == true;

    /// <summary>An attribute of the text's paragraph, where there is no field for the message's id. Nobody sees it, and Frappe lets it stand.</summary>
    public static string MarkOf(string message) => $"{MarkBegins}{message[MessageLimits.MemberPrefix.Length..]}\"";

    public string MessageId => $"{TalkType}/{Name}";

    public string Author => Plain(TalkType == TalkTypes.Comment ? Text("comment_by") ?? Text("comment_email") : Text("sender_full_name") ?? Text("sender")) is { Length: > 0 } name ? name : Plain(Text("owner")) is { Length: > 0 } owner ? owner : "–";

    public static string[] Fields(string talkType, string requestField) => [.. Common, .. talkType == TalkTypes.Comment ? OfComment : OfCommunication, requestField];

    /// <returns>null: it is of no use to anybody here</returns>
    public static SaidRow? Of(string talkType, JsonElement row) =>
        SourceRow.TextOf(row, "name") is { Length: > 0 and <= 140 } name && SourceRow.TextOf(row, "modified") is { } modified && SourceRow.TextOf(row, "creation") is { } creation
        && SourceRow.TextOf(row, "reference_doctype") is { Length: > 0 } docType && SourceRow.TextOf(row, "reference_name") is { Length: > 0 } document
            ? new SaidRow(talkType, name, modified, creation, docType, document, row)
            : null;

    /// <summary>What of it is for the customer, by the one rule of the document's DocType. Whatever is in doubt is not.</summary>
    /// <param name="rule">of the DocType</param>
    /// <param name="isCustomers">whether an address is one of the customer's</param>
    /// <returns>null: nothing is</returns>
    public string? ForCustomer(ConversationEntry rule, Func<string, bool> isCustomers)
    {
        var content = Text("content") ?? "";
        if (TalkType == TalkTypes.Comment)
        {
            // Whoever is mentioned is somebody there, whatever they are called: a word to @Customer Care is none to the customer.
            return Text("comment_type") == "Comment" ? Marked(MessageText.Of(RichText.Plain(content, Mentioned)), rule.Mark)?.Replace(Mentioned, "", StringComparison.Ordinal) : null;
        }

        var text = MessageText.Of(RichText.Plain(content));
        return rule.Sent && Text("communication_type") == "Communication" && Text("sent_or_received") == "Sent" && Addresses().Any(isCustomers) && text.Length > 0 ? MessageText.Cut(text, MessageLimits.MaxText) : null;
    }

    private IEnumerable<string> Addresses() => new[] { Text("recipients"), Text("cc") }.OfType<string>().SelectMany(static list => list.Split([',', ';', '<', '>', ' ', '\n', '"'], StringSplitOptions.RemoveEmptyEntries)).Where(static part => part.Contains('@', StringComparison.Ordinal));

    /// <summary>The mark is a word of its own: what only begins like it is not meant.</summary>
    private static string? Marked(string text, string mark)
    {
        if (!text.StartsWith(mark, StringComparison.OrdinalIgnoreCase) || (text.Length > mark.Length && char.IsLetterOrDigit(mark[^1]) && (char.IsLetterOrDigit(text[mark.Length]) || text[mark.Length] is '_' or '-')))
        {
            return null;
        }

        return text[mark.Length..].TrimStart(' ', '\t', '\n', '\u00a0', ':', ',', ';') is { Length: > 0 } rest ? MessageText.Cut(rest, MessageLimits.MaxText) : null;
    }

    private static string Plain(string? text) => MessageText.Of(text).ReplaceLineEndings(" ");

    private string? Text(string field) => SourceRow.TextOf(Row, field);
}
