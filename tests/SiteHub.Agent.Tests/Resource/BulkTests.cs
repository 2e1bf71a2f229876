using System.IO.Pipelines;
using System.Text;

namespace SiteHub.Agent.Tests.Resource;

public sealed class BulkTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private const string Quotations = "/api/resource/Hub%20Quotation";
    private const string Pages = "/api/resource/Seite%20%2F%20Page";

    [Fact]
    public async Task Any_number_of_lines_are_stored_in_their_order_each_as_one_save()
    {
        await using var own = await SiteFixture.Started();

        var answer = await own.Bulk(Quotations, Lines(1, 1_500, i => $$"""{"customer": "c{{i}}", "items": [{"item_code": "x", "qty": 1}]}"""));

        answer.ShouldBe(200).Text.ShouldBe("""{"inserted":1500,"failed":0,"faults":[]}""");
        own.Count().ShouldBe(1_500);
        (await own.Get($"{Quotations}/HQ-01500")).Data["customer"]!.GetValue<string>().ShouldBe("c1500");
        own.Feed.Saves.Select(s => s.Save.Now.Name).ShouldBe(Enumerable.Range(1, 1_500).Select(i => $"HQ-{i:00000}"));
        own.Feed.Saves.Select(s => s.Id).ShouldBe(Enumerable.Range(1, 1_500).Select(i => (long)i));
        (await own.Post(Quotations, """{"customer": "next"}""")).Name.ShouldBe("HQ-01501");
    }

    [Fact]
    public async Task A_line_that_cannot_be_a_document_is_told_and_the_others_are_stored()
    {
        var lines = "\ufeff" + """
            {"name": "bulk-1"}

            {"name": "bulk-2", "number": "many"}
            not json
              {"name": "bulk-3"}  
            {"name": "bulk-1"}
            {"name": "bulk-4", "parent_page": "nowhere"}
            {"name": "<bulk>"}
            [1]
            """.Replace("\n", "\r\n", StringComparison.Ordinal);

        var answer = (await site.Bulk(Pages, lines)).ShouldBe(200).Json;

        ((int)answer["inserted"]!, (int)answer["failed"]!).ShouldBe((2, 6));
        answer["faults"]!.AsArray().Select(f => $"{f!["line"]} {f["exc_type"]}").ShouldBe(
            ["3 ValidationError", "4 JSONDecodeError", "6 DuplicateEntryError", "7 LinkValidationError", "8 NameError", "9 ValidationError"]);
        (await site.Get($"{Pages}/bulk-3")).ShouldBe(200);
    }

    [Fact]
    public async Task A_document_may_point_at_one_before_it_in_the_same_stream()
    {
        var lines = """{"name": "root"}""" + "\n" + Lines(1, 600, i => $$"""{"name": "leaf {{i}}", "parent_page": "{{(i == 1 ? "root" : $"leaf {i - 1}")}}"}""");

        (await site.Bulk(Pages, lines)).Text.ShouldBe("""{"inserted":601,"failed":0,"faults":[]}""");
    }

    [Fact]
    public async Task Names_that_are_taken_are_faults_and_deleted_ones_go_on_in_their_count()
    {
        await site.Post(Pages, """{"name": "there"}""");
        await site.Post(Pages, """{"name": "was there"}""");
        await site.Send("DELETE", $"{Pages}/was%20there");

        var answer = await site.Bulk(Pages, Lines(1, 300, i => $$"""{"name": "{{(i == 100 ? "there" : i == 200 ? "was there" : $"new {i}")}}"}"""));

        answer.Json["inserted"]!.GetValue<int>().ShouldBe(299);
        var fault = answer.Json["faults"]!.AsArray().Single()!;
        ((int)fault["line"]!, (string)fault["exc_type"]!).ShouldBe((100, "DuplicateEntryError"));
        site.Feed.Saves.Last(s => s.Save.Now.Name == "was there").Save.Now.Revision.ShouldBe(3);
    }

    [Fact]
    public async Task A_series_passes_over_a_name_that_is_taken_in_the_middle_of_a_bulk()
    {
        await using var own = await SiteFixture.Started();
        await own.Post(Quotations, """{"customer": "a"}""");
        await own.Post("/api/method/frappe.rename_doc", """{"doctype": "Hub Quotation", "old": "HQ-00001", "new": "HQ-00400"}""");

        (await own.Bulk(Quotations, Lines(1, 700, i => $$"""{"customer": "{{i}}"}"""))).Text.ShouldBe("""{"inserted":700,"failed":0,"faults":[]}""");

        own.Count().ShouldBe(701);
    }

    [Fact]
    public async Task An_endless_line_is_passed_over_without_filling_the_memory()
    {
        var answer = await site.Bulk(Pages, """{"name": "before long"}""" + "\n" + new string('x', 5_000_000) + "\n" + """{"name": "after long"}""");

        answer.Json["inserted"]!.GetValue<int>().ShouldBe(2);
        answer.Json["faults"]!.AsArray().Single()!["line"]!.GetValue<int>().ShouldBe(2);
    }

    [Fact]
    public async Task More_faults_than_an_answer_holds_are_counted()
    {
        var answer = (await site.Bulk(Pages, Lines(1, 1_200, _ => "x"))).Json;

        ((int)answer["failed"]!, answer["faults"]!.AsArray().Count, (int)answer["faults_not_shown"]!).ShouldBe((1_200, 1_000, 200));
    }

    [Fact]
    public async Task What_has_come_is_stored_while_the_rest_is_waited_for()
    {
        await using var own = await SiteFixture.Started();
        var pipe = new Pipe();
        using var request = new HttpRequestMessage(HttpMethod.Post, Pages) { Content = new TricklingContent(pipe.Reader) };
        request.Headers.TryAddWithoutValidation("Authorization", SiteFixture.Admin);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/x-ndjson");
        var sent = own.Http.SendAsync(request);

        foreach (var round in Enumerable.Range(1, 3))
        {
            await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes($$"""{"name": "{{round}}"}""" + "\n"));
            await Eventually.True(() => own.Count() == round);
        }

        await pipe.Writer.CompleteAsync();
        using var response = await sent;
        (await response.Content.ReadAsStringAsync()).ShouldBe("""{"inserted":3,"failed":0,"faults":[]}""");
    }

    [Fact]
    public async Task Who_may_not_create_may_not_create_many() =>
        (await site.Send("POST", Pages, """{"name": "x"}""", SiteFixture.Reader, "application/x-ndjson")).ShouldBe(403).ExcType.ShouldBe("PermissionError");

    internal static string Lines(int from, int count, Func<int, string> line) =>
        string.Concat(Enumerable.Range(from, count).Select(i => line(i) + "\n"));
}
