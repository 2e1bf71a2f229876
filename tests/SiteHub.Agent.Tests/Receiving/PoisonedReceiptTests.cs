using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Agent.Tests.Receiving;

/// <summary>A signed body that nothing can be made of fails with its reason, and what came after it goes on.</summary>
public sealed class PoisonedReceiptTests : IAsyncLifetime
{
    private SiteFixture _site = null!;
    private string _secret = null!;

    public async ValueTask InitializeAsync()
    {
        _site = new SiteFixture();
        _site.Users.Add(new UserEntry("hooks@acme.example", UserKind.Employee, ["System Manager"], null));
        await _site.Start();
        _secret = (string)(await _site.Post("/api/v1/receivers", """{"name":"crm","scheme":"standard","docType":"Note","user":"hooks@acme.example","document":"{\"title\": {{ body.title | json }}, \"content\": {{ body.text | json }}}"}""")).ShouldBe(201).Json["madeSecret"]!;
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    public static TheoryData<string> Bodies => [.. Payloads.Keys];

    /// <summary>Text as Latin-1, so that bytes can stand here that are no UTF-8.</summary>
    private static readonly Dictionary<string, string> Payloads = new()
    {
        ["half a surrogate as text"] = """ "\ud800" """,
        ["half a surrogate in a list"] = """["\ud800"]""",
        ["half a surrogate as a name"] = """{"\udc00": 1, "title": "\ud800"}""",
        ["deep lists"] = new string('[', 60_000) + new string(']', 60_000),
        ["deep objects"] = string.Concat(Enumerable.Repeat("""{"a":""", 30_000)) + "1" + new string('}', 30_000),
        ["a huge number"] = """{"title": 1e999999999}""",
        ["a long number"] = $$"""{"title": {{new string('9', 100_000)}}}""",
        ["a name twice"] = """{"title": "a", "title": "b", "title": {"x": 1}}""",
        ["NUL in a name and a text"] = """{"a\u0000b": 1, "title": "c\u0000d"}""",
        ["no UTF-8"] = "{\"title\": \"\u00ff\u00fe\u00c3\"}",
        ["a date beyond all"] = """{"title": "99999999999-01-01"}""",
        ["nothing"] = "",
        ["null"] = "null",
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task It_is_settled_with_a_reason_and_the_next_goes_on(string what)
    {
        await Send("poison", Encoding.Latin1.GetBytes(Payloads[what]));
        await Send("good", """{"title": "After it"}"""u8.ToArray());

        await Eventually.True(() => _site.Count("doc_type = 'Note' AND json_extract(body, '$.title') = 'After it' AND deleted = 0") == 1);
        var receipt = (await _site.Get("/api/v1/receipts?receiver=crm")).ShouldBe(200).Json["receipts"]!.AsArray()[^1]!;
        ((string)receipt["state"]!).ShouldBeOneOf("failed", "applied", "ignored");
        if ((string)receipt["state"]! == "failed")
        {
            ((string?)receipt["reason"]).ShouldNotBeNullOrWhiteSpace();
        }

        (await _site.Get($"/api/v1/receipts/{receipt["id"]}")).ShouldBe(200);
    }

    private async Task Send(string id, byte[] body)
    {
        var at = _site.Time.GetUtcNow().ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/crm") { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        request.Headers.TryAddWithoutValidation("webhook-id", id);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", at.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("webhook-signature", SigningSecret.Parse(_secret).Sign(id, at, body));
        using var answer = await _site.Http.SendAsync(request);
        ((int)answer.StatusCode).ShouldBe(202, await answer.Content.ReadAsStringAsync());
    }
}
