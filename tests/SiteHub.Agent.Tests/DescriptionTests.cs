using System.Text.RegularExpressions;

namespace SiteHub.Agent.Tests;

public sealed partial class DescriptionTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task Health_is_told_to_anybody()
    {
        (await site.Get("/health/live", null)).ShouldBe(200);
        (await site.Get("/health/ready", null)).ShouldBe(200);
    }

    [Fact]
    public async Task The_description_of_the_API_knows_the_sites_own_DocTypes()
    {
        var description = (await site.Get("/openapi/v1.json", null)).ShouldBe(200).Json;

        var quotation = description["components"]!["schemas"]!["Hub_Quotation"]!;
        quotation["required"]!.AsArray().Select(name => (string)name!).ShouldBe(["customer"]);
        quotation["properties"]!["status"]!["enum"]!.AsArray().Count.ShouldBe(4);
        ((string)quotation["properties"]!["items"]!["items"]!["$ref"]!).ShouldBe("#/components/schemas/Hub_Quotation_Item");
        description["paths"]!["/api/resource/{docType}"]!["post"]!["requestBody"]!["content"]!.AsObject().ContainsKey("application/x-ndjson").ShouldBeTrue();
    }

    [Fact]
    public async Task Every_part_of_a_path_is_described()
    {
        var description = (await site.Get("/openapi/v1.json", null)).Json;

        foreach (var (path, item) in description["paths"]!.AsObject())
        {
            foreach (var (method, operation) in item!.AsObject())
            {
                var described = operation!["parameters"]?.AsArray().Where(p => (string)p!["in"]! == "path").Select(p => (string)p!["name"]!) ?? [];
                described.ShouldBe(Part().Matches(path).Select(match => match.Groups[1].Value), $"{method} {path}");
            }
        }
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Part();
}
