using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Refusals;

namespace SiteHub.Agent.Documents.Listing;

/// <summary><c>order_by</c>: fields of the DocType, each with asc or desc, and nothing else.</summary>
internal static class ListOrder
{
    private const string Newest = "modified DESC, id DESC";

    public static (string? Sql, Refusal? Refusal) Parse(DocType type, string? orderBy)
    {
        if (string.IsNullOrWhiteSpace(orderBy))
        {
            return (Newest, null);
        }

        var terms = new List<string>();
        foreach (var term in orderBy.Split(',', StringSplitOptions.TrimEntries))
        {
            var words = term.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var direction = words.Length == 2 ? words[1].ToUpperInvariant() : "ASC";
            if (words.Length is 0 or > 2 || direction is not "ASC" and not "DESC")
            {
                return (null, Refuse.NotPermittedInQuery(term));
            }

            if (ListField.Find(type, QualifiedName.Bare(type, words[0])) is not { } field)
            {
                return (null, Refuse.NotPermittedInQuery(words[0]));
            }

            terms.Add($"{field.Sql} {direction}");
        }

        return ($"{string.Join(", ", terms)}, id DESC", null);
    }
}
