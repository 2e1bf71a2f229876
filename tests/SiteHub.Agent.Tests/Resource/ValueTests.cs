using System.Text.Json;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Tests.Resource;

public sealed class ValueTests(ValueTests.Site shared) : IClassFixture<ValueTests.Site>
{
    [Theory]
    [InlineData("number", "5", "5")]
    [InlineData("number", "\"007\"", "7")]
    [InlineData("number", "5.0", "5")]
    [InlineData("number", "true", "1")]
    [InlineData("number", "null", "0")]
    [InlineData("number", "\"\"", "0")]
    [InlineData("number", "-9007199254740993", "-9007199254740993")]
    [InlineData("ratio", "1", "1.0")]
    [InlineData("ratio", "1.0", "1.0")]
    [InlineData("ratio", "1.10", "1.10")]
    [InlineData("ratio", "-0", "-0.0")]
    [InlineData("ratio", "1e3", "1e3")]
    [InlineData("ratio", "\"12.50\"", "12.50")]
    [InlineData("ratio", "0.1234567890123456789", "0.1234567890123456789")]
    [InlineData("ratio", "null", "0.0")]
    [InlineData("flag", "1", "1")]
    [InlineData("flag", "\"0\"", "0")]
    [InlineData("flag", "false", "0")]
    [InlineData("day", "\"2024-02-29\"", "\"2024-02-29\"")]
    [InlineData("day", "\"\"", "null")]
    [InlineData("moment", "\"2026-11-23T08:09:10\"", "\"2026-11-23 08:09:10\"")]
    [InlineData("moment", "\"2026-11-23\"", "\"2026-11-23 00:00:00\"")]
    [InlineData("moment", "\"2026-11-23 8:09:10.5\"", "\"2026-11-23 8:09:10.5\"")]
    [InlineData("clock", "\"8:15:00\"", "\"8:15:00\"")]
    [InlineData("line", "12.0", "\"12.0\"")]
    [InlineData("line", "\"\\u00fc \\/ \\ud83e\\udd8a\"", "\"ü / 🦊\"")]
    [InlineData("line", "\"a\\u0000b\"", "\"a\\u0000b\"")]
    [InlineData("line", "\" <b>&amp;</b> \"", "\" <b>&amp;</b> \"")]
    [InlineData("choice", "\" Red \"", "\"Red\"")]
    [InlineData("choice", "\"\"", "\"\"")]
    [InlineData("meta", "{\"a\": [1.0, null]}", "\"{\\\"a\\\": [1.0, null]}\"")]
    [InlineData("meta", "\"[1]\"", "\"[1]\"")]
    [InlineData("unknown", "\"is passed over, as in Frappe\"", null)]
    public async Task A_value_is_stored_in_one_form(string field, string given, string? stored)
    {
        var answer = (await shared.Fixture.Post("/api/resource/Values", $$"""{"{{field}}": {{given}}}""")).ShouldBe(200);

        using var list = JsonDocument.Parse((await shared.Fixture.Get($"/api/resource/Values?fields=[\"*\"]&filters=[[\"name\",\"=\",\"{answer.Name}\"]]")).Text);
        var row = list.RootElement.GetProperty("data")[0];
        (row.TryGetProperty(field, out var value) ? value.GetRawText() : null).ShouldBe(stored);
    }

    [Theory]
    [InlineData("number", "5.5")]
    [InlineData("number", "\"five\"")]
    [InlineData("number", "1e30")]
    [InlineData("number", "99999999999999999999")]
    [InlineData("ratio", "\"1,000.00\"")]
    [InlineData("ratio", "\"NaN\"")]
    [InlineData("ratio", "1e999")]
    [InlineData("ratio", "[1]")]
    [InlineData("ratio", "{}")]
    [InlineData("flag", "2")]
    [InlineData("flag", "\"yes\"")]
    [InlineData("day", "\"2026-02-29\"")]
    [InlineData("day", "\"23.11.2026\"")]
    [InlineData("day", "20261123")]
    [InlineData("moment", "\"2026-11-23T08:09:10Z\"")]
    [InlineData("moment", "\"2026-11-23 24:00:00\"")]
    [InlineData("clock", "\"8\"")]
    [InlineData("line", "true")]
    [InlineData("line", "[\"x\"]")]
    [InlineData("line", "\"half \\ud83e\"")]
    [InlineData("line", "\"\\udd8a half\"")]
    [InlineData("choice", "\"Purple\"")]
    [InlineData("meta", "\"{\"")]
    public async Task A_value_that_the_field_cannot_hold_is_refused_with_what_was_found(string field, string given)
    {
        var answer = (await shared.Fixture.Post("/api/resource/Values", $$"""{"{{field}}": {{given}}}""")).ShouldBe(417);

        answer.ExcType.ShouldBe("ValidationError");
        answer.Message.ShouldContain(char.ToUpperInvariant(field[0]) + field[1..]);
    }

    [Theory]
    [InlineData("""{"line": "a", "line": "b"}""", 417)]
    [InlineData("""{"line": "a\u0041", "l\u0069ne": "b"}""", 417)]
    [InlineData("""{"line": "a"} {}""", 400)]
    [InlineData("""{"line": NaN}""", 400)]
    [InlineData("""{"line": "a",}""", 400)]
    [InlineData("""{"line": 01}""", 400)]
    [InlineData("""{"\ud800": 1}""", 400)]
    [InlineData("{", 400)]
    [InlineData("[]", 417)]
    [InlineData("7", 417)]
    [InlineData("null", 417)]
    public async Task A_body_that_is_no_document_is_refused(string body, int status) =>
        (await shared.Fixture.Post("/api/resource/Values", body)).ShouldBe(status).ExcType.ShouldNotBeNullOrEmpty();

    [Fact]
    public async Task A_text_longer_than_a_column_of_Frappe_is_refused_and_a_long_field_takes_it()
    {
        (await shared.Fixture.Post("/api/resource/Values", $$"""{"line": "{{new string('x', 141)}}"}""")).ShouldBe(417).ExcType.ShouldBe("CharacterLengthExceededError");
        (await shared.Fixture.Post("/api/resource/Values", $$"""{"line": "{{new string('ü', 140)}}"}""")).ShouldBe(200);
        (await shared.Fixture.Post("/api/resource/Values", $$"""{"text": "{{new string('x', 100_000)}}"}""")).ShouldBe(200);
    }

    [Fact]
    public async Task What_a_link_cannot_carry_is_refused_here()
    {
        (await shared.Fixture.Post("/api/resource/Values", $$"""{"text": "{{new string('x', 1024 * 1024)}}"}""")).ShouldBe(417);
        (await shared.Fixture.Post("/api/resource/Values", $$"""{"text": "{{new string('x', 3 * 1024 * 1024)}}"}""")).ShouldBe(413);
        (await shared.Fixture.Post("/api/resource/Values", $"{{\"a\":{new string('[', 10_000)}")).ShouldBe(400);
        (await shared.Fixture.Post("/api/resource/Values", $$"""{"meta": {{new string('[', 70)}}{{new string(']', 70)}}}""")).ShouldBe(400);
    }

    [Fact]
    public async Task A_form_may_bring_the_document_as_Frappes_own_client_does()
    {
        var data = Uri.EscapeDataString("""{"line": "by form & client", "number": 3}""");

        var asData = await shared.Fixture.Send("POST", "/api/resource/Values", $"data={data}", contentType: "application/x-www-form-urlencoded");
        asData.ShouldBe(200).Data["line"]!.GetValue<string>().ShouldBe("by form & client");
        var asFields = await shared.Fixture.Send("POST", "/api/resource/Values", "line=x&number=4", contentType: "application/x-www-form-urlencoded");
        asFields.ShouldBe(200).Data["number"]!.GetValue<int>().ShouldBe(4);
        var wrapped = await shared.Fixture.Post("/api/resource/Values", """{"data": {"line": "inside"}}""");
        wrapped.ShouldBe(200).Data["line"]!.GetValue<string>().ShouldBe("inside");
    }

    public sealed class Site : IAsyncLifetime
    {
        public SiteFixture Fixture { get; } = new();

        public async ValueTask InitializeAsync()
        {
            Fixture.DocTypes.Add(RecordedDocTypes.Of(
                "Values",
                new(NamingKind.Hash, ""),
                submittable: false,
                RecordedDocTypes.Field("number", FieldType.Int),
                RecordedDocTypes.Field("ratio", FieldType.Float),
                RecordedDocTypes.Field("flag", FieldType.Check),
                RecordedDocTypes.Field("day", FieldType.Date),
                RecordedDocTypes.Field("moment", FieldType.Datetime),
                RecordedDocTypes.Field("clock", FieldType.Time),
                RecordedDocTypes.Field("line", FieldType.Data),
                RecordedDocTypes.Field("text", FieldType.LongText),
                RecordedDocTypes.Field("choice", FieldType.Select, options: "\nRed\nGreen"),
                RecordedDocTypes.Field("meta", FieldType.Json)));
            await Fixture.Start();
        }

        public ValueTask DisposeAsync() => Fixture.DisposeAsync();
    }
}
