using System.Text;
using System.Text.Json;
using CsCheck;
using SiteHub.Agent.Publications;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Documents;

namespace SiteHub.Agent.Tests.Publications;

public sealed class ProjectionTests
{
    private const string Body = """
        {"name":"QTN-00001","owner":"Administrator","docstatus":1,"customer":"CUST-0001","title":"Caf\u00e9 \"Öl\"","status":"Open","grand_total":1250.50,"currency":"EUR",
        "transaction_date":"2017-09-14","valid_till":"2017-10-14 00:00:00","remark":null,"internal_note":"margin 40 %","rate":1.0e+2,
        "items":[{"idx":1,"item_code":"I1","qty":1.0,"cost":0.4},{"idx":2,"item_code":"I2","qty":12,"cost":3}],"taxes":[]}
        """;

    [Fact]
    public void Only_the_chosen_fields_are_published_under_their_keys_to_the_letter() =>
        Doc(Entry(new("name", "id", null), new("grand_total", "grand_total", null), new("rate", "rate", null), new("title", "title", null), new("remark", "remark", null)))
            .ShouldBe("""{"id":"QTN-00001","title":"Caf\u00e9 \"Öl\"","grand_total":1250.50,"remark":null,"rate":1.0e+2}""");

    [Fact]
    public void A_child_table_is_published_whole_or_by_column() =>
        Doc(Entry(new("items", "lineItems", null), new("items", "lines", [new("item_code", "code", null), new("qty", "qty", null)]), new("taxes", "taxes", [new("rate", "rate", null)])))
            .ShouldBe("""
                {"lineItems":[{"idx":1,"item_code":"I1","qty":1.0,"cost":0.4},{"idx":2,"item_code":"I2","qty":12,"cost":3}],"lines":[{"code":"I1","qty":1.0},{"code":"I2","qty":12}],"taxes":[]}
                """.Trim());

    [Fact]
    public void Nothing_chosen_is_an_empty_object() => Doc(Entry()).ShouldBe("{}");

    [Fact]
    public void A_field_that_the_body_lacks_is_left_out() => Doc(Entry(new("name", "name", null), new("no_such", "no_such", null))).ShouldBe("""{"name":"QTN-00001"}""");

    [Fact]
    public void What_stands_in_a_table_and_is_no_row_is_not_shown() =>
        Doc(Entry(new PublishedField("t", "t", [new("a", "a", null)])), """{"t":[1,{"a":1,"b":2},"x",[{"a":3}],null,{"b":1}]}""").ShouldBe("""{"t":[{"a":1},{}]}""");

    [Fact]
    public void A_name_written_with_escapes_is_the_same_name() =>
        Doc(Entry(new PublishedField("größe", "grö\"ße", null)), """{"gr\u00f6\u00dfe":1,"name":2}""").ShouldBe("""{"gr\u00F6\u0022\u00DFe":1}""");

    [Fact]
    public void Account_and_card_are_taken_from_fields_that_need_not_be_published()
    {
        var entry = Entry(new PublishedField("name", "name", null)) with
        {
            Account = "customer",
            Card = new CardEntry("title", "status", "grand_total", "currency", "transaction_date", "valid_till"),
        };
        var projection = Projection.Of(Encoding.UTF8.GetBytes(Body), FieldPlan.Of(entry));
        projection.Account.ShouldBe("CUST-0001");
        projection.Card.ShouldBe(new DocumentCard("Café \"Öl\"", "Open", 1250.50m, "EUR", new DateOnly(2017, 9, 14), new DateOnly(2017, 10, 14)));
        Projection.AccountOf(Encoding.UTF8.GetBytes(Body), FieldPlan.Of(entry)).ShouldBe("CUST-0001");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"customer":null,"title":null,"grand_total":null,"transaction_date":null}""")]
    [InlineData("""{"customer":"","title":"","grand_total":"much","transaction_date":"soon"}""")]
    [InlineData("""{"customer":"","title":"","grand_total":1e400,"transaction_date":"2017-13-01"}""")]
    public void What_a_body_does_not_say_stays_empty(string body)
    {
        var entry = Entry() with { Account = "customer", Card = new CardEntry("title", null, "grand_total", null, "transaction_date", null) };
        var projection = Projection.Of(Encoding.UTF8.GetBytes(body), FieldPlan.Of(entry));
        projection.Account.ShouldBeNull();
        projection.Card.ShouldBe(DocumentCard.Empty);
    }

    [Fact]
    public void The_forum_threads_quotation_is_published_as_its_webhook_sent_it()
    {
        using var vector = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vectors", "forum-quotation.json")));
        var expected = vector.RootElement.GetProperty("expectedBody");
        var row = expected.GetProperty("lineItems")[0].GetRawText();
        var body = $$"""{"name":"QTN-00001","owner":"Administrator","items":[{{row}}],"status":"Draft"}""";
        var entry = Entry([.. vector.RootElement.GetProperty("webhook").GetProperty("fields").EnumerateObject().Select(f => new PublishedField(f.Name, f.Value.GetString()!, null))]);

        using var published = JsonDocument.Parse(Doc(entry, body));
        JsonElement.DeepEquals(published.RootElement, expected).ShouldBeTrue();
        published.RootElement.GetProperty("lineItems")[0].GetRawText().ShouldBe(row);
    }

    [Fact]
    public void Whatever_is_chosen_of_whatever_body_is_valid_JSON_with_exactly_the_chosen_values()
    {
        var value = Gen.Int[0, 7].Select(i => new[] { "1.0", "null", "\"x\\u0000y\"", "{\"a\":[1,{}]}", "[]", "[{\"a\":1,\"b\":2},{}]", "true", "-0.10e-2" }[i]);
        var body = Gen.Select(Gen.Int[0, 9], value).Array[0, 8].Select(ms => ms.DistinctBy(m => m.Item1).ToArray());
        var fields = Gen.Select(Gen.Int[0, 9], Gen.Bool).Array[0, 8].Select(fs => fs.DistinctBy(f => f.Item1).ToArray());
        Gen.Select(body, fields).Sample((members, chosen) =>
        {
            var text = $"{{{string.Join(",", members.Select(m => $" \"f{m.Item1}\" : {m.Item2} "))}}}";
            var doc = Doc(Entry([.. chosen.Select(c => new PublishedField($"f{c.Item1}", $"k{c.Item1}", c.Item2 ? [new("a", "A", null)] : null))]), text);
            using var json = JsonDocument.Parse(doc);
            var expected = members.Where(m => chosen.Any(c => c.Item1 == m.Item1)).ToDictionary(m => $"k{m.Item1}", m => (m.Item2, Whole: !chosen.First(c => c.Item1 == m.Item1).Item2));
            json.RootElement.EnumerateObject().Select(p => p.Name).ShouldBe(expected.Keys, ignoreOrder: true);
            foreach (var member in json.RootElement.EnumerateObject())
            {
                var (raw, whole) = expected[member.Name];
                member.Value.GetRawText().ShouldBe(whole || raw[0] != '[' ? raw : raw == "[]" ? "[]" : """[{"A":1},{}]""");
            }
        });
    }

    private static PublicationEntry Entry(params PublishedField[] fields) => new("Quotation", null, fields, null, CardEntry.Empty);

    private static string Doc(PublicationEntry entry, string body = Body) =>
        Encoding.UTF8.GetString(Projection.Of(Encoding.UTF8.GetBytes(body), FieldPlan.Of(entry)).Doc.Span);
}
