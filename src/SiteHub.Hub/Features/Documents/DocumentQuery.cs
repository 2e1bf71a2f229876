using System.Globalization;
using Microsoft.AspNetCore.Http;
using SiteHub.Operations.Problems;
using SiteHub.Operations.Values;
using SiteHub.Protocol.Documents;

namespace SiteHub.Hub.Features.Documents;

/// <summary>What a list of documents was asked for, checked.</summary>
internal sealed record DocumentQuery(
    string? Site, string? DocType, string? Account, IReadOnlyList<string> Statuses, int? DocStatus, string? Text, DocumentSort Sort, bool Descending, int Limit, DocumentCursor? Cursor)
{
    /// <summary>The first day, by the card's date.</summary>
    public string? From { get; private init; }

    /// <summary>The last day.</summary>
    public string? To { get; private init; }

    public double? Least { get; private init; }

    public double? Most { get; private init; }

    public string? Currency { get; private init; }

    /// <summary>What the documents are to a customer; none: anything.</summary>
    public IReadOnlyList<string> Kinds { get; private init; } = [];

    /// <summary>What their statuses are; none: anything, and what is of no class.</summary>
    public IReadOnlyList<string> Classes { get; private init; } = [];

    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    /// <summary>The text is looked for in every document's body: a longer one finds nothing that a shorter would not.</summary>
    private const int MaxText = 100;

    private static readonly string[] Known = ["site", "docType", "account", "status", "docStatus", "text", "sort", "order", "limit", "cursor", "customer", "from", "to", "least", "most", "currency", "kind", "class"];

    /// <summary>Those of which a list may be asked for more than one.</summary>
    private static readonly string[] Several = ["status", "kind", "class"];

    /// <returns>the query, or every fault of it</returns>
    public static (DocumentQuery? Query, IReadOnlyList<Fault> Faults) Read(IQueryCollection parameters)
    {
        var faults = new List<Fault>();
        faults.AddRange(parameters.Keys.Where(key => !Known.Contains(key, StringComparer.OrdinalIgnoreCase)).Select(key => new Fault(key, parameters[key], $"one of {string.Join(", ", Known)}")));
        faults.AddRange(parameters.Where(static parameter => parameter.Value.Count > 1 && !Several.Contains(parameter.Key, StringComparer.OrdinalIgnoreCase)).Select(parameter => new Fault(parameter.Key, string.Join(", ", parameter.Value.ToArray()), "one value")));

        var sort = Take("sort", DocumentSort.Find, DocumentSort.Default, "one of " + string.Join(", ", DocumentSort.All.Select(known => known.Name)));
        var order = Take("order", static text => text is "asc" or "desc" ? text : null, sort.Type == DocumentSort.Kind.Text && sort.Name is not ("date" or "due") ? "asc" : "desc", "asc or desc");
        var limit = Take("limit", static text => Number(text, 1, MaxLimit), DefaultLimit, $"a number from 1 to {MaxLimit}");
        var docStatus = Take("docStatus", static text => Number(text, 0, 2), null, "0, 1 or 2");
        var text = Take("text", static text => text.Length <= MaxText ? text : null, null, $"at most {MaxText} characters");
        var (from, to) = (Take("from", Day, null, "a day, such as 2026-11-29"), Take("to", Day, null, "a day, such as 2026-11-29"));
        var (least, most) = (Take("least", Amount, null, "an amount, such as 12.50"), Take("most", Amount, null, "an amount, such as 12.50"));
        var cursor = Take("cursor", text => DocumentCursor.TryParse(text) is { } parsed && parsed.Sort == sort.Name && parsed.Descending == (order == "desc") && sort.Value(parsed.Key) is not null ? parsed : null, null, "the value of next in a page of the same sort and order");
        var (kinds, classes) = (Some("kind", DocumentKinds.All), Some("class", StatusClasses.Names));
        return faults.Count > 0
            ? (null, faults)
            : (new DocumentQuery(Plain("site"), Plain("docType"), Plain("account"), Values("status"), docStatus, text, sort, order == "desc", limit!.Value, cursor) { From = from, To = to, Least = least, Most = most, Currency = Plain("currency"), Kinds = kinds, Classes = classes }, faults);

        string? Plain(string name) => parameters[name].ToString() is { Length: > 0 } value ? value : null;

        string[] Values(string name) => [.. parameters[name].OfType<string>().Where(static value => value.Length > 0)];

        string[] Some(string name, IReadOnlyList<string> known)
        {
            var values = Values(name);
            faults.AddRange(values.Where(value => !known.Contains(value)).Select(value => new Fault(name, value, $"one of {string.Join(", ", known)}")));
            return [.. values.Distinct()];
        }

        T Take<T>(string name, Func<string, T?> read, T otherwise, string expected)
        {
            if (Plain(name) is not { } found)
            {
                return otherwise;
            }

            if (read(found) is { } value)
            {
                return value;
            }

            faults.Add(new Fault(name, found, expected));
            return otherwise;
        }
    }

    private static string? Day(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? text : null;

    private static double? Amount(string text) => FiniteNumber.TryParse(text, out var amount) ? amount : null;

    private static int? Number(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;
}
