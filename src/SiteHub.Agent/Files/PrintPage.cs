using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Publications;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Values;
using SiteHub.Protocol.Documents;

namespace SiteHub.Agent.Files;

/// <summary>
/// A document of the agent's own as it is printed: a page of HTML by itself, with the company's letter head and a style for paper. There is no script in it and nothing
/// that is fetched, so that whoever passes it on can forbid both.
/// </summary>
internal sealed class PrintPage(SiteOptions site)
{
    public const string Type = "text/html; charset=utf-8";

    private const string Style =
        """
        @page { size: A4; margin: 18mm 16mm 20mm 22mm; }
        body { font: 10.5pt/1.45 "Segoe UI", "Helvetica Neue", Arial, "Noto Sans", sans-serif; color: #1a1d21; max-width: 172mm; margin: 12mm auto; padding: 0 6mm; }
        header { display: flex; justify-content: space-between; gap: 12mm; border-bottom: 1.2pt solid #1a1d21; padding-bottom: 4mm; margin-bottom: 9mm; }
        header strong { font-size: 14pt; } header address { font-style: normal; font-size: 8.5pt; color: #4a5058; text-align: right; white-space: pre-line; }
        h1 { font-size: 17pt; margin: 0 0 5mm; } h2 { font-size: 11.5pt; margin: 8mm 0 2mm; break-after: avoid; }
        dl { display: grid; grid-template-columns: repeat(2, 1fr); gap: 2.5mm 10mm; margin: 0; } dl div { break-inside: avoid; } dl div.long { grid-column: 1 / -1; }
        dt { font-size: 8pt; color: #4a5058; } dd { margin: 0; white-space: pre-line; overflow-wrap: anywhere; }
        table { border-collapse: collapse; width: 100%; font-size: 9.5pt; } thead { display: table-header-group; } tr { break-inside: avoid; }
        th { text-align: left; font-weight: 600; border-bottom: .8pt solid #1a1d21; } td { border-bottom: .4pt solid #c9ced6; vertical-align: top; overflow-wrap: anywhere; }
        th, td { padding: 1.6mm 2mm; } .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
        footer { margin-top: 10mm; font-size: 8pt; color: #4a5058; }
        @media print { body { margin: 0; padding: 0; max-width: none; } }
        """;

    private static readonly HashSet<string> Technical = ["name", "owner", "creation", "modified", "modified_by", "idx", "docstatus"];

    /// <summary>What members see of it.</summary>
    public ReadOnlyMemory<byte> Of(Publication publication, StoredDocument document, string language)
    {
        var projection = Projection.Of(document.State.Body, publication.Fields);
        var shown = publication.Entry.Fields.Select(field => new Shown(field.As, field.Field, publication.DocType.Fields.FirstOrDefault(one => one.Name == field.Field), field.Columns)).ToList();
        return Write(document.State.DocType, document.State.Name, projection.Doc, shown, projection.Card.Currency, publication.Entry.Print?.LetterHead, language);
    }

    /// <summary>All of it, for the company's own people who may read it.</summary>
    public ReadOnlyMemory<byte> Of(DocTypeEntry docType, StoredDocument document, string? letterHead, string language) =>
        Write(document.State.DocType, document.State.Name, document.State.Body, [.. docType.Fields.Select(static field => new Shown(field.Name, field.Name, field, null))], null, letterHead, language);

    private byte[] Write(string docType, string name, ReadOnlyMemory<byte> body, IReadOnlyList<Shown> fields, string? currency, string? letterHead, string language)
    {
        var culture = CultureInfo.GetCultureInfo(language == "de" ? "de-DE" : "en-GB");
        using var json = JsonDocument.Parse(body);
        currency ??= json.RootElement.TryGetProperty("currency", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString() : null;
        var page = new StringBuilder(8 * 1024);
        page.Append("<!DOCTYPE html>\n<html lang=\"").Append(culture.TwoLetterISOLanguageName).Append("\"><head><meta charset=\"utf-8\"><title>").Append(Text($"{docType} {name}"))
            .Append("</title><style>").Append(Style).Append("</style></head><body>\n<header><strong>").Append(Text(site.Site.Name)).Append("</strong><address>").Append(Text(letterHead ?? "")).Append("</address></header>\n<h1>")
            .Append(Text($"{docType} {name}")).Append("</h1>\n<dl>");
        foreach (var field in fields.Where(field => !field.IsTable && !Technical.Contains(field.Field)))
        {
            if (Value(json.RootElement, field, currency, culture) is { Length: > 0 } value)
            {
                page.Append(value.Length > 60 || value.Contains('\n', StringComparison.Ordinal) ? "<div class=\"long\"><dt>" : "<div><dt>").Append(Text(field.Label)).Append("</dt><dd>").Append(Text(value)).Append("</dd></div>\n");
            }
        }

        page.Append("</dl>\n");
        foreach (var table in fields.Where(static field => field.IsTable))
        {
            Table(page, table, json.RootElement, currency, culture);
        }

        page.Append("<footer>").Append(Text(site.Site.Name)).Append(" · ").Append(Text($"{docType} {name}")).Append("</footer>\n</body></html>\n");
        return Encoding.UTF8.GetBytes(page.ToString());
    }

    private void Table(StringBuilder page, Shown table, JsonElement body, string? currency, CultureInfo culture)
    {
        if (!body.TryGetProperty(table.Key, out var rows) || rows.ValueKind != JsonValueKind.Array || rows.GetArrayLength() == 0)
        {
            return;
        }

        var type = site.Site.Source!.DocTypes.FirstOrDefault(one => one.Name == table.Declared!.Target);
        var columns = (table.Columns?.Select(column => new Shown(column.As, column.Field, type?.Fields.FirstOrDefault(one => one.Name == column.Field), null)) ?? type?.Fields.Select(static field => new Shown(field.Name, field.Name, field, null)) ?? [])
            .Where(column => !Technical.Contains(column.Field) && rows.EnumerateArray().Any(row => Value(row, column, currency, culture).Length > 0)).ToList();
        page.Append("<h2>").Append(Text(table.Label)).Append("</h2>\n<table><thead><tr>");
        foreach (var column in columns)
        {
            page.Append(column.IsNumber ? "<th class=\"number\">" : "<th>").Append(Text(column.Label)).Append("</th>");
        }

        page.Append("</tr></thead><tbody>\n");
        foreach (var row in rows.EnumerateArray())
        {
            page.Append("<tr>");
            foreach (var column in columns)
            {
                page.Append(column.IsNumber ? "<td class=\"number\">" : "<td>").Append(Text(Value(row, column, currency, culture))).Append("</td>");
            }

            page.Append("</tr>\n");
        }

        page.Append("</tbody></table>\n");
    }

    private static string Value(JsonElement owner, Shown field, string? currency, CultureInfo culture)
    {
        if (owner.ValueKind != JsonValueKind.Object || !owner.TryGetProperty(field.Key, out var value))
        {
            return "";
        }

        return (value.ValueKind, field.Declared?.Type) switch
        {
            (JsonValueKind.Null or JsonValueKind.Object or JsonValueKind.Array, _) => "",
            (JsonValueKind.Number, FieldType.Check) => value.GetRawText() == "0" ? "–" : "✓",
            (JsonValueKind.Number, FieldType.Currency) when value.TryGetDecimal(out var amount) => amount.ToString("N2", culture) + (currency is null ? "" : $" {currency}"),
            (JsonValueKind.Number, var type) when value.TryGetDecimal(out var number) => number.ToString("#,0.######", culture) + (type == FieldType.Percent ? " %" : ""),
            (JsonValueKind.String, FieldType.Date) when DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => day.ToString("d", culture),
            (JsonValueKind.String, FieldType.TextEditor) => RichText.Plain(value.GetString()!),
            (JsonValueKind.String, _) => value.GetString()!,
            _ => value.GetRawText(),
        };
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <param name="Key">under which the body has it</param>
    /// <param name="Field">its name here</param>
    /// <param name="Declared">null: a standard field</param>
    private sealed record Shown(string Key, string Field, FieldEntry? Declared, IReadOnlyList<PublishedField>? Columns)
    {
        public string Label => Declared?.Label ?? Field;

        public bool IsTable => Declared?.Type == FieldType.Table;

        public bool IsNumber => Declared?.Type is FieldType.Currency or FieldType.Float or FieldType.Int or FieldType.Percent;
    }
}
