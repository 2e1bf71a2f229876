using System.Net.Http.Headers;
using System.Text.Json;
using CsCheck;

namespace SiteHub.Agent.Tests.Resource;

public sealed class AnyInputTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private const int Times = 300;

    private static readonly string[] DocTypes = ["Hub%20Quotation", "Note", "ToDo", "Seite%20%2F%20Page", "Webhook"];

    [Fact]
    public Task No_body_makes_an_insert_fail_otherwise_than_by_a_refusal() =>
        Gen.Select(AnyInput.Bytes, AnyInput.OneOf(DocTypes)).SampleAsync(
            async (body, docType) => await Refused("POST", $"/api/resource/{docType}", body), iter: Times, threads: 1);

    [Fact]
    public async Task No_body_makes_a_change_fail_otherwise_than_by_a_refusal()
    {
        var name = (await site.Post("/api/resource/Hub%20Quotation", """{"customer": "x", "items": [{"item_code": "y"}]}""")).Name;

        await AnyInput.Bytes.SampleAsync(
            async body =>
            {
                await Refused("PUT", $"/api/resource/Hub%20Quotation/{name}", body);
                using var stored = JsonDocument.Parse((await site.Get($"/api/resource/Hub%20Quotation/{name}")).ShouldBe(200).Text);
            },
            iter: Times, threads: 1);
    }

    [Fact]
    public Task No_lines_make_a_bulk_fail_otherwise_than_by_faults() =>
        AnyInput.Bytes.Array[0, 8].SampleAsync(
            async lines => (await Refused("POST", "/api/resource/Note", [.. lines.SelectMany(line => (byte[])[.. line, (byte)'\n'])], "application/x-ndjson")).ShouldBe(200),
            iter: Times, threads: 1);

    [Fact]
    public Task No_question_makes_a_list_fail_otherwise_than_by_a_refusal() =>
        Gen.Select(AnyInput.Json, AnyInput.Json, AnyInput.Json).SampleAsync(
            async (fields, filters, order) =>
                await Refused("GET", $"/api/resource/Hub%20Quotation?fields={Uri.EscapeDataString(fields)}&filters={Uri.EscapeDataString(filters)}&order_by={Uri.EscapeDataString(order)}", null),
            iter: Times, threads: 1);

    [Fact]
    public Task No_arguments_make_a_method_fail_otherwise_than_by_a_refusal() =>
        Gen.Select(AnyInput.Bytes, AnyInput.OneOf("get_list", "get_count", "get", "get_value", "insert", "insert_many", "save", "submit", "cancel", "delete", "set_value", "bulk_update", "rename_doc"))
            .SampleAsync(async (body, method) => await Refused("POST", $"/api/method/frappe.client.{method}?doctype=Note&name=x", body), iter: Times, threads: 1);

    [Fact]
    public Task No_address_fails_otherwise_than_by_a_refusal() =>
        Gen.Select(Gen.String, AnyInput.OneOf("GET", "PUT", "DELETE", "POST")).SampleAsync(
            async (text, method) => await Refused(method, $"/api/resource/Note/{Uri.EscapeDataString(text)}", method is "GET" or "DELETE" ? null : "{}"u8.ToArray()),
            iter: Times, threads: 1);

    private async Task<int> Refused(string method, string path, byte[]? body, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(method), new Uri(site.Http.BaseAddress + path[1..], new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        request.Headers.TryAddWithoutValidation("Authorization", SiteFixture.Admin);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(contentType) } };
        }

        using var response = await site.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBeLessThan(500, text);
        if (response.Content.Headers.ContentType?.MediaType == "application/json")
        {
            using var json = JsonDocument.Parse(text);
        }

        return (int)response.StatusCode;
    }
}
