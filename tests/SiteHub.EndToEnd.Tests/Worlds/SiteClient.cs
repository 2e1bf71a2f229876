using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SiteHub.EndToEnd.Tests.Worlds;

/// <summary>A site's Frappe-shaped API.</summary>
public sealed class SiteClient(Uri address, string key, string secret) : IDisposable
{
    public HttpClient Http { get; } = new()
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromSeconds(60),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("token", $"{key}:{secret}") },
    };

    public static string PathOf(string docType, string? name = null) =>
        $"/api/resource/{Uri.EscapeDataString(docType)}" + (name is null ? "" : "/" + Uri.EscapeDataString(name));

    public Task<Answer> InsertAsync(string docType, JsonObject document, string? idempotencyKey = null) =>
        SendAsync(HttpMethod.Post, PathOf(docType), document, idempotencyKey);

    public Task<Answer> UpdateAsync(string docType, string name, JsonObject change) => SendAsync(HttpMethod.Put, PathOf(docType, name), change);

    public Task<Answer> SubmitAsync(string docType, string name) => UpdateAsync(docType, name, new JsonObject { ["docstatus"] = 1 });

    public Task<Answer> CancelAsync(string docType, string name) => UpdateAsync(docType, name, new JsonObject { ["docstatus"] = 2 });

    public Task<Answer> DeleteAsync(string docType, string name) => SendAsync(HttpMethod.Delete, PathOf(docType, name));

    public Task<Answer> ReadAsync(string docType, string name) => SendAsync(HttpMethod.Get, PathOf(docType, name));

    public Task<Answer> RenameAsync(string docType, string name, string newName) =>
        SendAsync(HttpMethod.Post, "/api/method/frappe.client.rename_doc", new JsonObject { ["doctype"] = docType, ["old_name"] = name, ["new_name"] = newName });

    public async Task<Answer> BulkAsync(string docType, IEnumerable<JsonObject> documents, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, PathOf(docType))
        {
            Content = new StringContent(string.Join('\n', documents.Select(document => document.ToJsonString())), Encoding.UTF8, "application/x-ndjson"),
        };
        return await SendAsync(request, idempotencyKey);
    }

    public void Dispose() => Http.Dispose();

    public async Task<Answer> SendAsync(HttpMethod method, string path, JsonObject? body = null, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        return await SendAsync(request, idempotencyKey);
    }

    private async Task<Answer> SendAsync(HttpRequestMessage request, string? idempotencyKey)
    {
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using var answer = await Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return new Answer(answer.StatusCode, text);
    }

    /// <param name="Status">of the answer</param>
    /// <param name="Text">its body</param>
    public sealed record Answer(HttpStatusCode Status, string Text)
    {
        public bool IsSuccess => (int)Status is >= 200 and < 300;

        public JsonNode Json => JsonNode.Parse(Text)!;

        /// <summary>The document that it holds, numbers as they were written.</summary>
        public JsonElement Document => JsonElement.Parse(Text).GetProperty("data");

        public Answer ShouldSucceed()
        {
            IsSuccess.ShouldBeTrue($"{(int)Status} {Text}");
            return this;
        }
    }
}
