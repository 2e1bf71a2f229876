using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SiteHub.Hub.Tests.Identity;
using SiteHub.Hub.Tests.Replica;

namespace SiteHub.Hub.Tests.Documents;

public sealed class DocumentTests : IAsyncLifetime
{
    private HubFixture _hub = null!;
    private SiteLog _acme = null!;
    private string _token = null!;

    public async ValueTask InitializeAsync()
    {
        _hub = await HubFixture.Started();
        _acme = new SiteLog(_hub);
        _token = await _hub.Token("reader");
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Theory]
    [InlineData("QTN-00001")]
    [InlineData("QUOD/00001")]
    [InlineData("a%2Fb")]
    [InlineData("50% off")]
    [InlineData("Großhändler & Söhne?")]
    [InlineData("見積/2026#1")]
    [InlineData("timeline")]
    [InlineData("a+b c")]
    public async Task A_name_of_any_kind_is_found_by_its_address_and_its_body_is_byte_for_byte(string name)
    {
        const string Body = """{"qty": 1.0,  "price":100.00, "note":"\u00e9 é </script>"}""";
        await _acme.Changed(name, 1, Body);
        var path = $"/api/v1/documents/acme/Quotation/{Uri.EscapeDataString(name)}";
        using var response = await _hub.Get(path, _token);
        using var timeline = await _hub.Get(path + "/timeline", _token);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        text.ShouldContain("\"body\":" + Body);
        JsonNode.Parse(text)!["name"]!.GetValue<string>().ShouldBe(name);
        (await timeline.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("\"body\":" + Body);
    }

    [Fact]
    public async Task Of_several_revisions_the_last_is_shown()
    {
        await _acme.Changed("A", 1, """{"v":1}""");
        await _acme.Changed("A", 2, """{"v":2}""");

        (await Json("/api/v1/documents/acme/Quotation/A"))["body"]!["v"]!.GetValue<int>().ShouldBe(2);
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("withdrawn")]
    public async Task A_document_that_went_is_gone_and_its_timeline_is_still_there(string how)
    {
        await _acme.Changed("A/1", 1, """{"v":1}""");
        await (how == "deleted" ? _acme.Deleted("A/1", 2) : _acme.Withdrawn("A/1", 2));
        using var response = await _hub.Get("/api/v1/documents/acme/Quotation/A%2F1", _token);

        var problem = await TokenTests.ShouldBeProblem(response, HttpStatusCode.Gone, "document-gone");
        problem["state"]!.GetValue<string>().ShouldBe(how);
        problem["revision"]!.GetValue<int>().ShouldBe(2);
        var entries = (await Json(problem["timeline"]!.GetValue<string>()))["timeline"]!.AsArray();
        entries.Select(entry => entry!["kind"]!.GetValue<string>()).ShouldBe(["changed", how]);
        entries[0]!["body"]!["v"]!.GetValue<int>().ShouldBe(1);
        entries[0]!["events"]![0]!.GetValue<string>().ShouldBe("on_update");
        entries[1]!["body"].ShouldBeNull();
    }

    [Fact]
    public async Task What_was_never_there_is_not_found()
    {
        foreach (var path in new[] { "acme/Quotation/none", "acme/Quotation/none/timeline", "nosite/Quotation/A", "acme/Quotation/A%2Ftimeline" })
        {
            using var response = await _hub.Get("/api/v1/documents/" + path, _token);
            await TokenTests.ShouldBeProblem(response, HttpStatusCode.NotFound, "document-not-found");
        }

        using var unescaped = await _hub.Get("/api/v1/documents/acme/Quotation/A/1", _token);
        await TokenTests.ShouldBeProblem(unescaped, HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task The_timeline_comes_in_pages()
    {
        for (var revision = 1; revision <= 5; revision++)
        {
            await _acme.Changed("A", revision, $$"""{"v":{{revision}}}""");
        }

        var revisions = new List<int>();
        string? next = null;
        do
        {
            var page = await Json($"/api/v1/documents/acme/Quotation/A/timeline?limit=2{(next is null ? "" : "&cursor=" + next)}");
            revisions.AddRange(page["timeline"]!.AsArray().Select(entry => entry!["revision"]!.GetValue<int>()));
            next = page["next"]?.GetValue<string>();
        }
        while (next is not null);
        revisions.ShouldBe([1, 2, 3, 4, 5]);

        using var faulty = await _hub.Get("/api/v1/documents/acme/Quotation/A/timeline?limit=x&cursor=y", _token);
        await TokenTests.ShouldBeProblem(faulty, HttpStatusCode.BadRequest, "invalid-request");
    }

    [Fact]
    public async Task An_unknown_address_and_a_wrong_method_are_problems_too()
    {
        using var nowhere = await _hub.Get("/api/v1/nothing", _token);
        using var method = await _hub.Send(HttpMethod.Delete, "/api/v1/documents", _token);

        await TokenTests.ShouldBeProblem(nowhere, HttpStatusCode.NotFound, "not-found");
        await TokenTests.ShouldBeProblem(method, HttpStatusCode.MethodNotAllowed, "method-not-allowed");
    }

    [Fact]
    public async Task Health_and_the_description_of_the_api_need_no_token()
    {
        foreach (var path in new[] { "/health", "/health/live", "/health/ready" })
        {
            using var response = await _hub.Get(path, null);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await response.Content.ReadFromJsonAsync<JsonNode>())!["status"]!.GetValue<string>().ShouldBe("Healthy");
        }

        using var description = await _hub.Get("/openapi/v1.json", null);
        var paths = (await description.Content.ReadFromJsonAsync<JsonNode>())!["paths"]!.AsObject();
        paths.Select(path => path.Key).ShouldContain("/api/v1/documents/{site}/{docType}/{name}/timeline");
    }

    private async Task<JsonNode> Json(string path)
    {
        using var response = await _hub.Get(path, _token);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }
}
