using System.Text.Json.Nodes;

namespace SiteHub.Agent.Tests.Resource;

/// <summary>Names that a program gave its rows for its own use are none of the document's.</summary>
public sealed class RowNameTests : IAsyncLifetime
{
    private const string Quotations = "/api/resource/Hub%20Quotation";

    private readonly SiteFixture _site = new();

    public ValueTask InitializeAsync() => new(_site.Start());

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Theory]
    [InlineData("""{"__islocal": 1, "name": "new-hub-quotation-item-xyz", "item_code": "A"}""")]
    [InlineData("""{"__islocal": true, "__unsaved": 1, "name": "new-hub-quotation-item-1", "item_code": "A"}""")]
    [InlineData("""{"name": "row1", "item_code": "A"}""")]
    [InlineData("""{"item_code": "A"}""")]
    public async Task Two_new_documents_of_the_same_rows_have_rows_of_their_own(string row)
    {
        var names = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            var made = (await _site.Post(Quotations, $$"""{"customer": "A", "items": [{{row}}]}""")).ShouldBe(200);
            names.Add((string)made.Data["items"]![0]!["name"]!);
        }

        names.Distinct().Count().ShouldBe(2);
        names.ShouldAllBe(static name => name.Length == 10);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("true")]
    [InlineData("\"1\"")]
    public async Task A_row_that_is_added_to_a_document_has_a_name_of_its_own_and_those_that_were_there_keep_theirs(string local)
    {
        var made = (await _site.Post(Quotations, """{"customer": "A", "items": [{"item_code": "A"}]}""")).ShouldBe(200);
        var first = (string)made.Data["items"]![0]!["name"]!;

        var changed = (await _site.Put($"{Quotations}/{made.Name}", $$"""{"items": [{"name": "{{first}}", "item_code": "B"}, {"__islocal": {{local}}, "name": "new-1", "item_code": "C"}]}""")).ShouldBe(200);

        var rows = changed.Data["items"]!.AsArray().Select(static row => (string)row!["name"]!).ToList();
        rows[0].ShouldBe(first);
        rows[1].ShouldNotBe("new-1");
    }

    [Fact]
    public async Task The_methods_do_it_alike()
    {
        var names = new HashSet<string>();
        foreach (var method in (string[])["insert", "save", "insert_many"])
        {
            const string Document = """{"doctype": "Hub Quotation", "__islocal": 1, "name": "new-hub-quotation-1", "customer": "A", "items": [{"doctype": "Hub Quotation Item", "__islocal": 1, "name": "new-item-1", "item_code": "A"}]}""";
            var answer = await _site.Post($"/api/method/frappe.client.{method}", method == "insert_many" ? $$"""{"docs": [{{Document}}]}""" : $$"""{"doc": {{Document}}}""");
            if (method != "save")
            {
                answer.ShouldBe(200);
            }
        }

        foreach (var one in (await _site.Get($"{Quotations}?limit_page_length=0")).Data.AsArray())
        {
            names.Add((string)(await _site.Get($"{Quotations}/{one!["name"]}")).Data["items"]![0]!["name"]!).ShouldBeTrue();
        }

        names.ShouldNotContain("new-item-1");
    }
}
