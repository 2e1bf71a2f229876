using SiteHub.EndToEnd.Tests.Agreements;
using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.Portal;

internal static class Orders
{
    /// <summary>The sales orders that came of a quotation, by their rows.</summary>
    public static List<string> Of(World world, string site, string quotation) => [.. new DatabaseFile(world.Site(site).DatabaseFile).Many(
        "SELECT DISTINCT d.name FROM document d, json_each(d.body, '$.items') row WHERE d.doc_type = 'Sales Order' AND d.deleted = 0 AND json_extract(row.value, '$.prevdoc_docname') = $quotation",
        static row => row.GetString(0),
        ("$quotation", quotation))];
}
