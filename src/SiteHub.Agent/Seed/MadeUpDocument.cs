using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Seed;

/// <summary>
/// One invented document. What ERPNext computes by code of its own (amounts, totals) is computed here by the fields' names;
/// a field that says nothing to this stays as a save leaves it.
/// </summary>
internal sealed class MadeUpDocument(DocTypeEntry docType, int number, SourceEntry source, SeedTargets targets, SeedDice dice)
{
    private static readonly DateOnly LastDay = new(2026, 11, 20);
    private static readonly string[] Unsettled = ["Draft", "Cancelled", "Return", "Lost", "Expired", ""];

    private readonly bool _draft = docType.Submittable && number % 6 == 0;

    public JsonObject Make()
    {
        var document = new JsonObject();
        if (docType.Submittable)
        {
            document["docstatus"] = _draft ? 0 : 1;
        }

        Links(docType, document);
        foreach (var field in docType.Fields.Where(f => f.Type == FieldType.Table && source.DocTypes.Any(d => d.Name == f.Target)))
        {
            document[field.Name] = Rows(source.DocTypes.First(d => d.Name == field.Target));
        }

        Dates(document);
        Status(document);
        Totals(document);
        Required(docType, document);
        return document;
    }

    /// <summary>A required link goes to a written document, and fields of the same name are taken from there, as Frappe fetches them.</summary>
    private void Links(DocTypeEntry type, JsonObject into)
    {
        foreach (var link in type.Fields.Where(f => f.Type == FieldType.Link && f.Required && targets.Of(f.Target!).Count > 0))
        {
            var (name, linked) = dice.Pick(targets.Of(link.Target!));
            into[link.Name] = name;
            foreach (var field in type.Fields.Where(f => f.Type is not (FieldType.Table or FieldType.Check) && !into.ContainsKey(f.Name)))
            {
                if (linked.TryGetProperty(field.Name, out var value))
                {
                    into[field.Name] = JsonNode.Parse(value.GetRawText());
                }
            }

            if (type.Fields.Any(f => f.Name == "rate") && linked.TryGetProperty("standard_rate", out var rate))
            {
                into["rate"] = JsonNode.Parse(rate.GetRawText());
            }
        }
    }

    private JsonArray Rows(DocTypeEntry row)
    {
        var rows = new JsonArray();
        for (var count = 1 + dice.Below(4); count > 0; count--)
        {
            var made = new JsonObject();
            Links(row, made);
            if (row.Fields.Any(f => f.Name == "qty"))
            {
                made["qty"] = Amount(1 + dice.Below(12));
            }

            if (row.Fields.Any(f => f.Name == "amount"))
            {
                made["amount"] = Amount(Number(made, "qty") * Number(made, "rate"));
            }

            Required(row, made);
            rows.Add(made);
        }

        return rows;
    }

    /// <summary>The required date is the document's own; the others follow it: valid till, due, delivery.</summary>
    private void Dates(JsonObject document)
    {
        var day = LastDay.AddDays(-number - dice.Below(3));
        foreach (var field in docType.Fields.Where(f => f.Type == FieldType.Date))
        {
            document[field.Name] = (field.Required ? day : day.AddDays(14 + dice.Below(30))).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }
    }

    private void Status(JsonObject document)
    {
        if (docType.Fields.FirstOrDefault(f => f is { Name: "status", Type: FieldType.Select }) is not { } status)
        {
            return;
        }

        var settled = status.Choices.Except(Unsettled).ToList();
        if (!_draft && settled.Count > 0)
        {
            document["status"] = dice.Pick(settled);
        }
    }

    private void Totals(JsonObject document)
    {
        var rows = docType.Fields.Where(f => f.Type == FieldType.Table).SelectMany(f => document[f.Name]?.AsArray() ?? []).ToList();
        var sum = rows.Sum(r => Number(r!.AsObject(), "amount"));
        var paid = document["status"]?.GetValue<string>() switch { "Paid" => sum, "Partly Paid" => decimal.Round(sum / 2, 2), _ => 0 };
        Set("total_qty", rows.Sum(r => Number(r!.AsObject(), "qty")));
        Set("total", sum);
        Set("net_total", sum);
        Set("total_taxes_and_charges", 0);
        Set("grand_total", sum);
        Set("paid_amount", paid);
        Set("outstanding_amount", sum - paid);

        void Set(string name, decimal value)
        {
            if (docType.Fields.Any(f => f.Name == name))
            {
                document[name] = Amount(value);
            }
        }
    }

    private void Required(DocTypeEntry type, JsonObject into)
    {
        foreach (var field in type.Fields.Where(f => f is { Required: true, Default: null } && !into.ContainsKey(f.Name)))
        {
            into[field.Name] = field.Type switch
            {
                FieldType.Data or FieldType.SmallText or FieldType.Text or FieldType.LongText or FieldType.TextEditor => $"{type.Name} {number}",
                FieldType.Int or FieldType.Check => number % 2,
                FieldType.Float or FieldType.Currency or FieldType.Percent => Amount(number),
                FieldType.Select => field.Choices.FirstOrDefault(c => c.Length > 0),
                _ => null,
            };
        }
    }

    private static decimal Number(JsonObject from, string name) =>
        from[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number
            ? decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture)
            : 0;

    /// <summary>Written with a decimal point, as Frappe writes what is a float to it.</summary>
    private static JsonValue Amount(decimal value) => JsonValue.Create(value == decimal.Truncate(value) ? decimal.Truncate(value) + 0.0m : value);
}
