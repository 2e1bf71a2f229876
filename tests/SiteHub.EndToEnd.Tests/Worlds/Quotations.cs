using System.Text.Json.Nodes;

namespace SiteHub.EndToEnd.Tests.Worlds;

/// <summary>Documents that a site of the sample takes.</summary>
internal static class Quotations
{
    public const string DocType = "Quotation";

    /// <param name="world">whose customers and items it names</param>
    /// <param name="slug">the site</param>
    /// <param name="remark">a field that is not published, to tell one from another at the site</param>
    /// <param name="customer">which of the site's customers</param>
    /// <param name="docStatus">1 is saved and submitted at once</param>
    public static JsonObject Quotation(this World world, string slug, string remark = "", int customer = 0, int docStatus = 0)
    {
        var seed = world.Configuration.Site(slug)["source"]!["seed"]!["documents"]!;
        return new JsonObject
        {
            ["customer"] = (string)seed["Customer"]![customer]!["name"]!,
            ["customer_name"] = (string)seed["Customer"]![customer]!["customer_name"]!,
            ["transaction_date"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            ["currency"] = "EUR",
            ["items"] = new JsonArray(new JsonObject { ["item_code"] = (string)seed["Item"]![0]!["item_code"]!, ["qty"] = 2.0, ["rate"] = 12.5, ["amount"] = 25.0 }),
            ["grand_total"] = 25.0,
            ["remarks"] = remark,
            ["docstatus"] = docStatus,
        };
    }

    public static async Task<string> InsertQuotationAsync(this World world, string slug, string remark = "", int customer = 0, int docStatus = 1)
    {
        var answer = await world.At(slug).InsertAsync(DocType, world.Quotation(slug, remark, customer, docStatus));
        return answer.ShouldSucceed().Document.GetProperty("name").GetString()!;
    }
}
