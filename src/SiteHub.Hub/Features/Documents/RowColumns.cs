using SiteHub.Protocol.Documents;

namespace SiteHub.Hub.Features.Documents;

/// <summary>Which columns of a table a page has room for: those that every order shows, where the rows have them, else the first ones.</summary>
internal static class RowColumns
{
    private const int Room = 8;
    private const int Telling = 3;

    private static readonly string[] Usual = ["item_code", "item_name", "description", "qty", "quantity", "uom", "rate", "amount"];

    public static IReadOnlyList<CatalogueField> Of(IReadOnlyList<CatalogueField> columns, Func<CatalogueField, bool> hasValues)
    {
        var filled = columns.Where(column => column.Key is not ("name" or "idx") && hasValues(column)).ToList();
        var usual = filled.Where(static column => Usual.Contains(column.Key)).ToList();
        return usual.Count >= Telling ? usual : [.. filled.Take(Room)];
    }
}
