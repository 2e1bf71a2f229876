using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Refusals;

namespace SiteHub.Agent.Documents.Listing;

/// <summary><c>order_by</c>: fields of the DocType, each with asc or desc, and nothing else.</summary>
internal static class ListOrder
{
    private const string Newest = "modified DESC, id DESC";

    private const int MostTerms = 20;

    public static (string? Sql, Refusal? Refusal) Parse(DocType type, string? orderBy)
    {
        if (string.IsNullOrWhiteSpace(orderBy))
        {
            return (Newest, null);
        }

        var terms = new List<string>();
        var given = orderBy.Split(',', MostTerms + 1, StringSplitOptions.TrimEntries);
        if (given.Length > MostTerms)
        {
            return (null, Refusal.Thrown("DataError", $"order_by names more than {MostTerms} fields", 400));
        }

        foreach (var term in given)
        {
            // The DocType before the field may have spaces in its name, so the direction is looked for at the end.
            var space = term.LastIndexOf(' ');
            var last = space < 0 ? "" : term[(space + 1)..].ToUpperInvariant();
            var direction = last is "ASC" or "DESC" ? last : "ASC";
            var name = last.Length > 0 && last == direction ? term[..space] : term;
            if (ListField.Find(type, QualifiedName.Bare(type, name)) is not { } field)
            {
                return (null, Refuse.NotPermittedInQuery(name));
            }

            terms.Add($"{field.Collated} {direction}");
        }

        return ($"{string.Join(", ", terms)}, id DESC", null);
    }
}
