using System.Globalization;
using System.Text.Json;

namespace SiteHub.Delivery.Webhooks;

/// <summary>A filter as SQL over <c>delivery d</c> and <c>webhook_event e</c>; values are parameters from <c>$10</c> on.</summary>
internal sealed class DeliveryWhere
{
    private const int First = 10;

    private readonly List<object?> _values = [];

    /// <param name="filter">its ids and its webhook are the caller's to look up</param>
    /// <param name="subjects">the documents, if they are known</param>
    public DeliveryWhere(DeliveryFilter filter, IReadOnlyList<long>? subjects = null)
    {
        var terms = new List<string>();
        if (filter.States is { } states)
        {
            var numbers = states.Select(static s => (int)s).ToHashSet();
            terms.Add($"d.state IN ({string.Join(", ", numbers.Order())})");

            // Named as the indexes are, so that they are used.
            if (numbers.IsSubsetOf([2, 3]))
            {
                terms.Add("d.state IN (2, 3)");
            }
            else if (numbers.IsSubsetOf([4, 5]))
            {
                terms.Add("d.state IN (4, 5)");
            }
        }

        Add(terms, "e.at >=", filter.Since);
        Add(terms, "e.at <", filter.Until);
        Add(terms, "e.doc_type =", filter.DocType);
        Add(terms, "e.name =", filter.Name);
        Add(terms, "e.site =", filter.Site);
        if (filter.Within is { } within)
        {
            terms.Add(string.Create(CultureInfo.InvariantCulture, $"e.site IN (SELECT value FROM json_each(${First + _values.Count}))"));
            _values.Add(JsonSerializer.Serialize(within));
        }

        Subjects = subjects is null ? null : JsonSerializer.Serialize(subjects);
        Source = SourceOf(filter, subjects is not null);
        Key = subjects is null && filter.OnlyFailed ? "k.state IN (2, 3, 4, 5)" : "TRUE";
        Sql = terms.Count == 0 ? "TRUE" : string.Join(" AND ", terms);
    }

    public string Sql { get; }

    /// <summary>Where the keys <c>k (event, webhook)</c> are best taken from; may name <see cref="Subjects"/> as $5.</summary>
    public string Source { get; }

    /// <summary>What a key must fulfil for the source's index to be used.</summary>
    public string Key { get; }

    public string? Subjects { get; }

    /// <summary>The parameters $1 to $9, then the filter's.</summary>
    public object?[] With(params ReadOnlySpan<object?> first)
    {
        var all = new object?[First - 1 + _values.Count];
        first.CopyTo(all);
        _values.CopyTo(all, First - 1);
        return all;
    }

    private static string SourceOf(DeliveryFilter filter, bool ofDocuments)
    {
        if (ofDocuments)
        {
            return "(SELECT d.event, d.webhook FROM webhook_event e CROSS JOIN delivery d ON d.event = e.number WHERE e.subject IN (SELECT value FROM json_each($5))) k";
        }

        return filter.OnlyFailed ? "delivery k INDEXED BY delivery_failed" : "delivery k";
    }

    private void Add(List<string> terms, string test, object? value)
    {
        if (value is not null)
        {
            terms.Add(string.Create(CultureInfo.InvariantCulture, $"{test} ${First + _values.Count}"));
            _values.Add(value);
        }
    }
}
