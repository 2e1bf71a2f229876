using System.Text.Json;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Tests;

/// <summary>The DocTypes of the recordings: those that were made for them, and what they use of Frappe's own.</summary>
public static class RecordedDocTypes
{
    private const DocRights All = DocRights.Read | DocRights.Write | DocRights.Create | DocRights.Submit | DocRights.Cancel | DocRights.Delete;

    public static readonly DocTypeEntry Item = Child(
        "Hub Quotation Item",
        Field("item_code", FieldType.Data, required: true),
        Field("qty", FieldType.Float),
        Field("rate", FieldType.Currency),
        Field("amount", FieldType.Currency));

    public static readonly DocTypeEntry Quotation = Of(
        "Hub Quotation",
        new NamingRule(NamingKind.Series, "HQ-.#####"),
        submittable: true,
        Field("customer", FieldType.Data, required: true),
        Field("transaction_date", FieldType.Date, @default: "Today", label: "Date"),
        Field("valid_till", FieldType.Datetime),
        Field("start_time", FieldType.Time, label: "Start"),
        Field("status", FieldType.Select, options: "Draft\nOpen\nWon\nLost", @default: "Draft", allowOnSubmit: true),
        Field("grand_total", FieldType.Currency),
        Field("is_urgent", FieldType.Check, label: "Urgent"),
        Field("remarks", FieldType.SmallText, allowOnSubmit: true),
        Field("callback_host", FieldType.Data, label: "CB"),
        Field("items", FieldType.Table, options: Item.Name));

    public static readonly DocTypeEntry SeenBy = Child("Note Seen By", Field("user", FieldType.Link, options: "User"));

    public static readonly DocTypeEntry Note = Of(
        "Note",
        new NamingRule(NamingKind.Hash, ""),
        submittable: false,
        Field("title", FieldType.Data, required: true),
        Field("public", FieldType.Check),
        Field("notify_on_login", FieldType.Check),
        Field("notify_on_every_login", FieldType.Check),
        Field("expire_notification_on", FieldType.Date),
        Field("content", FieldType.TextEditor),
        Field("seen_by", FieldType.Table, options: SeenBy.Name));

    public static readonly DocTypeEntry ToDo = Of(
        "ToDo",
        new NamingRule(NamingKind.Hash, ""),
        submittable: false,
        Field("status", FieldType.Select, options: "Open\nClosed\nCancelled", @default: "Open"),
        Field("priority", FieldType.Select, options: "High\nMedium\nLow", @default: "Medium"),
        Field("date", FieldType.Date, @default: "Today"),
        Field("allocated_to", FieldType.Link, options: "User"),
        Field("description", FieldType.TextEditor, required: true));

    public static readonly DocTypeEntry User = Of(
        "User", new NamingRule(NamingKind.Field, "email"), submittable: false, Field("email", FieldType.Data, required: true), Field("first_name", FieldType.Data));

    public static readonly DocTypeEntry Webhook = Of(
        "Webhook",
        new NamingRule(NamingKind.Prompt, ""),
        submittable: false,
        Field("webhook_doctype", FieldType.Data),
        Field("webhook_docevent", FieldType.Data),
        Field("request_url", FieldType.Data));

    /// <summary>Not recorded: a DocType whose documents have whatever name they are given.</summary>
    public static readonly DocTypeEntry Page = Of(
        "Seite / Page",
        new NamingRule(NamingKind.Prompt, ""),
        submittable: false,
        Field("text", FieldType.LongText),
        Field("parent_page", FieldType.Link, options: "Seite / Page"),
        Field("number", FieldType.Int),
        Field("ratio", FieldType.Float),
        Field("meta", FieldType.Json));

    public static IReadOnlyList<DocTypeEntry> Everything { get; } = [Item, Quotation, SeenBy, Note, ToDo, User, Webhook, Page];

    public static DocTypeEntry Of(string name, NamingRule naming, bool submittable, params FieldEntry[] fields) =>
        new(name, naming, submittable, false, null, fields, [new PermissionEntry("System Manager", All), new PermissionEntry("Reader", DocRights.Read)]);

    public static FieldEntry Field(
        string name, FieldType type, bool required = false, string? options = null, string? @default = null, bool allowOnSubmit = false, string? label = null) =>
        new(name, label ?? Label(name), type, required, options, @default is null ? null : JsonSerializer.SerializeToElement(@default), allowOnSubmit, false);

    public static DocTypeEntry Child(string name, params FieldEntry[] fields) =>
        new(name, new NamingRule(NamingKind.Hash, ""), false, true, null, fields, []);

    private static string Label(string name) =>
        string.Join(' ', name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
