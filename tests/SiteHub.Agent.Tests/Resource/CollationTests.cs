using System.Text.Json;

namespace SiteHub.Agent.Tests.Resource;

/// <summary>Lists compare and sort as the database under Frappe does (<c>utf8mb4_unicode_ci</c>).</summary>
public sealed class CollationTests(CollationTests.FilledSite filled) : IClassFixture<CollationTests.FilledSite>
{
    private const string Quotations = "/api/resource/Hub%20Quotation";

    [Theory]
    [InlineData("""[["customer","=","KÖLN"]]""", "Ko\u0308ln Köln koln")]
    [InlineData("""[["customer","=","koln"]]""", "Ko\u0308ln Köln koln")]
    [InlineData("""[["customer","like","%müll%"]]""", "MÜLLER GMBH")]
    [InlineData("""[["customer","like","mu%"]]""", "MÜLLER GMBH")]
    [InlineData("""[["customer","not like","%O%"]]""", "MÜLLER GMBH Straße")]
    [InlineData("""[["customer","in",["STRASSE","müller gmbh"]]]""", "MÜLLER GMBH Straße")]
    [InlineData("""[["customer","not in",["KOLN","strasse"]]]""", "MÜLLER GMBH")]
    [InlineData("""[["customer","!=","köln"]]""", "MÜLLER GMBH Straße")]
    [InlineData("""[["customer",">","m"]]""", "MÜLLER GMBH Straße")]
    [InlineData("""[["customer","between",["K","L"]]]""", "Ko\u0308ln Köln koln")]
    [InlineData("""[["status","=","oPEN"]]""", "Ko\u0308ln Köln MÜLLER GMBH Straße koln")]
    [InlineData("""[["Hub Quotation Item","item_code","=","größe"]]""", "Ko\u0308ln Köln MÜLLER GMBH Straße koln")]
    [InlineData("""{"customer": "koln  "}""", "Ko\u0308ln Köln koln")]
    public async Task Filters_find_what_is_written_otherwise(string filters, string expected) =>
        string.Join(' ', (await Customers($"filters={Uri.EscapeDataString(filters)}")).Order(StringComparer.Ordinal)).ShouldBe(expected);

    [Fact]
    public async Task Sorting_goes_by_letters_not_by_code_points() =>
        (await Customers("order_by=customer%20asc")).Select(static name => char.ToUpperInvariant(name[0])).ShouldBe(['K', 'K', 'K', 'M', 'S']);

    [Theory]
    [InlineData("=", "\"hq-00001\"", 1)]
    [InlineData("=", "\"HQ-00001\"", 1)]
    [InlineData("in", "[\"hq-00001\", \"HQ-00002\", \"none\"]", 2)]
    [InlineData("!=", "\"hq-00001\"", 4)]
    [InlineData("like", "\"hq-%\"", 5)]
    [InlineData("=", "\"none\"", 0)]
    public async Task Names_too(string op, string value, int found) =>
        (await Customers($"filters={Uri.EscapeDataString($"""[["name","{op}",{value}]]""")}")).Count.ShouldBe(found);

    private async Task<List<string>> Customers(string query) =>
        [.. (await filled.Site.Get($"{Quotations}?fields={Uri.EscapeDataString("""["customer"]""")}&{query}")).ShouldBe(200).Data.AsArray().Select(static row => (string)row!["customer"]!)];

    public sealed class FilledSite : IAsyncLifetime
    {
        public SiteFixture Site { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await Site.Start();
            foreach (var customer in (string[])["K\u00F6ln", "Ko\u0308ln", "koln", "M\u00DCLLER GMBH", "Stra\u00DFe"])
            {
                (await Site.Post(Quotations, JsonSerializer.Serialize(new { customer, status = "Open", items = new[] { new { item_code = "GR\u00D6SSE" } } }))).ShouldBe(200);
            }
        }

        public ValueTask DisposeAsync() => Site.DisposeAsync();
    }
}
