using System.Globalization;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Replica;
using SiteHub.Operations.Values;

namespace SiteHub.Hub.Features.Documents;

/// <summary>
/// What a list can be sorted by. Ties are broken by the row's number, and a missing value stands before all others, so that a page
/// always ends at one certain row and the next begins right after it.
/// </summary>
internal sealed record DocumentSort(string Name, string Expression, DocumentSort.Kind Type)
{
    public enum Kind
    {
        Text,
        Integer,
        Real,
    }

    public static IReadOnlyList<DocumentSort> All { get; } =
    [
        new("changed", "d.changed_at", Kind.Integer),
        new("modified", "d.modified", Kind.Integer),
        new("name", "fold(d.name)", Kind.Text),
        new("amount", "coalesce(CAST(d.amount AS REAL), -1e308)", Kind.Real),
        new("date", "coalesce(d.date, '')", Kind.Text),
        new("due", "coalesce(d.due, '')", Kind.Text),
        new("title", "fold(coalesce(d.title, ''))", Kind.Text),
        new("status", "fold(coalesce(d.status, ''))", Kind.Text),
        new("site", "d.site", Kind.Text),
        new("kind", PublishedKinds.Kind, Kind.Text),
    ];

    public static DocumentSort Default => All[0];

    public static DocumentSort? Find(string name) => All.FirstOrDefault(sort => sort.Name == name);

    /// <summary>A row's value, to the last digit: the next page compares with it.</summary>
    public string Key(Row row, int column) => Type switch
    {
        Kind.Integer => row.Long(column).ToString(CultureInfo.InvariantCulture),
        Kind.Real => row.Double(column).ToString("R", CultureInfo.InvariantCulture),
        _ => row.Text(column),
    };

    /// <returns>the value that a key stands for; null if it is not one of this sort</returns>
    public object? Value(string key) => Type switch
    {
        Kind.Integer => long.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
        Kind.Real => FiniteNumber.TryParse(key, out var number) ? number : null,
        _ => key,
    };
}
