using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Agent.Tests.Receiving;

/// <summary>Webhooks as others really send them, from the request to the document.</summary>
public sealed class SenderTests : IAsyncLifetime
{
    private const string User = "hooks@acme.example";
    private const string Secret = "the-senders-own-secret";
    private const string Template = """{"title": {{ body.title | json }}, "content": {{ body.text | json }}}""";

    private SiteFixture _site = null!;

    public async ValueTask InitializeAsync()
    {
        _site = new SiteFixture();
        _site.Users.Add(new UserEntry(User, UserKind.Employee, ["System Manager"], null));
        await _site.Start();
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private long Now => _site.Time.GetUtcNow().ToUnixTimeSeconds();

    [Theory]
    [InlineData("gitlab")]
    [InlineData("shopify")]
    [InlineData("stripe")]
    [InlineData("slack")]
    [InlineData("svix")]
    [InlineData("custom")]
    public async Task Each_senders_scheme_is_taken_once_by_its_own_id_and_wrongly_signed_it_is_not(string sender)
    {
        await Make(sender);
        var body = """{"id": "evt_1", "event_id": "Ev1", "title": "First", "text": "x"}""";

        (await Send(sender, body)).ShouldBe(202);
        (await Send(sender, body)).ShouldBe(200).Json["known"]!.GetValue<bool>().ShouldBeTrue("the same message again");
        (await Send(sender, """{"id": "evt_2", "event_id": "Ev2", "title": "Second"}""", secret: "another-senders-secret", id: "m2")).ShouldBe(401);
        if (sender is "stripe" or "slack" or "svix" or "custom")
        {
            (await Send(sender, """{"id": "evt_3", "event_id": "Ev3", "title": "Third"}""", age: 301, id: "m3")).ShouldBe(401);
        }

        await Settled("applied", 1);
        ((string?)Notes().ShouldHaveSingleItem()["title"]).ShouldBe("First");
        var receipt = (await Receipts()).ShouldHaveSingleItem()!;
        (await _site.Get($"/api/v1/receipts/{receipt["id"]}")).Text.ShouldNotContain(Secret, customMessage: "a header with the secret in it is not kept");
        ((int)receipt["repeats"]!).ShouldBe(1, "what was left alone since it was here before is told");
    }

    [Fact]
    public async Task GitHubs_own_form_is_opened_and_its_JSON_is_the_body()
    {
        await Make("github");
        foreach (var (json, id) in new[] { ("""{"title": "A & B = C", "text": "100 %"}""", "d1"), ("""{"title": "Müller", "text": "+"}""", "d2"), ("""[{"title": "in a list"}]""", "d3") })
        {
            (await SendGitHub($"payload={Uri.EscapeDataString(json).Replace("%20", "+", StringComparison.Ordinal)}", id)).ShouldBe(202);
        }

        // Such a field among others, or with no JSON in it, is a form like any other.
        (await SendGitHub("payload=%7B%7D&title=plain", "d4")).ShouldBe(202);
        await Settled("applied", 3);
        Notes().Select(static n => $"{n["title"]} {n["content"]}".Trim()).ShouldBe(["A & B = C 100 %", "Müller +", "plain"], ignoreOrder: true);
        await Settled("failed", 1);

        Task<Answer> SendGitHub(string form, string id) => _site.Send(
            "POST", "/hooks/x", form, null, "application/x-www-form-urlencoded", [("X-Hub-Signature-256", "sha256=" + Hex(form, Secret)), ("X-GitHub-Delivery", id)]);
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("deflate", true)]
    [InlineData("br", true)]
    [InlineData("gzip", false)]
    [InlineData("identity", true)]
    public async Task What_is_packed_is_unpacked_whether_it_was_signed_before_or_after(string encoding, bool signedAsSent)
    {
        await Make("github");
        var json = """{"title": "packed", "text": "x"}"""u8.ToArray();
        var sent = Packed(encoding, json);

        (await Raw(sent, Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), signedAsSent ? sent : json)), ("Content-Encoding", encoding))).ShouldBe(202);

        await Settled("applied", 1);
        ((string?)Notes().ShouldHaveSingleItem()["title"]).ShouldBe("packed");
    }

    [Fact]
    public async Task What_cannot_be_unpacked_or_is_too_much_is_refused_at_once()
    {
        await Make("github");
        var json = """{"title": "packed"}"""u8.ToArray();
        (await Signed(json, ("Content-Encoding", "zstd"))).ShouldBe(415);
        (await Signed(json, ("Content-Encoding", "gzip, gzip"))).ShouldBe(415);
        (await Signed(json, ("Content-Encoding", "gzip"))).ShouldBe(400);
        (await Signed(Packed("gzip", new byte[1_100_000]), ("Content-Encoding", "gzip"))).ShouldBe(413);
        (await Signed(Packed("br", new byte[500_000_000]), ("Content-Encoding", "br"))).ShouldBe(413);
        (await Signed(json, ("Content-Type", "application/json; charset=martian"))).ShouldBe(415);
        (await Receipts()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("iso-8859-1", "iso-8859-1")]
    [InlineData("iso-8859-1", "utf-8")]
    [InlineData("\"utf-8\"", "utf-8")]
    public async Task A_body_is_read_in_the_characters_that_it_is_written_in(string charset, string really)
    {
        await Make("github");
        (await Signed(Encoding.GetEncoding(really).GetBytes("""{"title": "Jörg Müller", "text": "x"}"""), ("Content-Type", $"application/json; charset={charset}"))).ShouldBe(202);

        await Settled("applied", 1);
        ((string?)Notes().ShouldHaveSingleItem()["title"]).ShouldBe("Jörg Müller");
    }

    [Fact]
    public async Task A_secret_that_the_sender_makes_is_given_and_the_one_before_is_taken_for_a_day()
    {
        await Make("stripe");
        (await _site.Post("/api/v1/receivers/x/rotate-secret", "{}")).ShouldBe(400).Text.ShouldContain("that stripe shows");

        await _site.Put("/api/v1/receivers/x", $$"""{"name": "x", "scheme": "stripe", "secret": "another-senders-secret", "docType": "Note", "user": "{{User}}", "document": {{JsonValue.Create(Template).ToJsonString()}}}""");

        (await Send("stripe", """{"id": "evt_1", "title": "old"}""")).ShouldBe(202);
        (await Send("stripe", """{"id": "evt_2", "title": "new"}""", secret: "another-senders-secret")).ShouldBe(202);
        _site.Time.Advance(TimeSpan.FromHours(25));
        (await Send("stripe", """{"id": "evt_3", "title": "old"}""")).ShouldBe(401);
    }

    [Fact]
    public async Task Slack_is_given_its_word_back_and_nothing_is_kept()
    {
        await Make("slack");
        (await Send("slack", """{"type": "url_verification", "challenge": "3eZbrw1a"}""")).ShouldBe(200).Text.ShouldBe("3eZbrw1a");
        (await Receipts()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_parts_of_a_scheme_are_checked_together_and_told_at_once()
    {
        async Task<string[]> Faults(string more) =>
            [.. (await _site.Post("/api/v1/receivers", $$"""{"name": "x", "docType": "Note", "user": "{{User}}", "document": "{}", {{more}}}""")).ShouldBe(400).Json["errors"]!.AsArray().Select(static e => (string)e!["member"]!)];

        (await Faults(""" "scheme": "custom" """)).ShouldBe(["signature"]);
        (await Faults(""" "scheme": "stripe" """)).ShouldBe(["secret"]);
        (await Faults(""" "scheme": "1" """)).ShouldBe(["scheme"]);
        (await Faults(""" "scheme": "github", "signature": {"header": "X"} """)).ShouldBe(["signature"]);
        (await Faults(""" "scheme": "custom", "signature": {"header": "a b", "algorithm": "md5", "encoding": "rot13", "tolerance": "2d", "colour": "blue", "signs": "{time}"} """))
            .ShouldBe(["signature.colour", "signature.algorithm", "signature.header", "signature.encoding", "signature.tolerance", "signature.signs"], ignoreOrder: true);
        (await Faults(""" "scheme": "custom", "signature": {"header": "X-S", "signs": "{timestamp}{body}", "timestampHeader": "X-T"} """)).ShouldBe(["signature.signs"]);
        (await Faults(""" "scheme": "custom", "signature": {"header": "X-S", "timestampHeader": "X-T"} """)).ShouldBe(["signature.signs"], "a time that is not signed is anybody's");
        (await Faults(""" "scheme": "custom", "signature": {"header": "X-S", "signs": "{id}.{body}"} """)).ShouldBe(["signature.idHeader"]);
        (await Faults(""" "scheme": "custom", "signature": {"header": "X-S", "signs": "no body"} """)).ShouldBe(["signature.signs"]);
    }

    private async Task Make(string sender)
    {
        var scheme = sender == "svix" ? "standard" : sender;
        var secret = sender == "svix" ? SigningSecretOf(Secret) : Secret;
        var parts = sender == "custom" ? """ "signature": {"header": "X-Acme-Sig", "algorithm": "hmac-sha512", "signs": "{id}|{timestamp}|{body}", "encoding": "base64", "prefix": "acme ", "timestampHeader": "X-Acme-Time", "idHeader": "X-Acme-Id"}, """ : "";
        (await _site.Post(
            "/api/v1/receivers",
            $$"""{"name": "x", "scheme": "{{scheme}}", {{parts}} "secret": "{{secret}}", "docType": "Note", "user": "{{User}}", "document": {{JsonValue.Create(Template).ToJsonString()}}}""")).ShouldBe(201);
    }

    private static string SigningSecretOf(string text) => "whsec_" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private Task<Answer> Send(string sender, string body, string secret = Secret, string id = "m1", int age = 0)
    {
        var time = Now - age;
        (string, string)[] headers = sender switch
        {
            "gitlab" => [("X-Gitlab-Token", secret), ("Idempotency-Key", id)],
            "shopify" => [("X-Shopify-Hmac-Sha256", Convert.ToBase64String(Mac(body, secret))), ("X-Shopify-Webhook-Id", id)],
            "stripe" => [("Stripe-Signature", $"t={time},v1={Hex($"{time}.{body}", secret)}")],
            "slack" => [("X-Slack-Request-Timestamp", $"{time}"), ("X-Slack-Signature", $"v0={Hex($"v0:{time}:{body}", secret)}")],
            "svix" => [("svix-id", id), ("svix-timestamp", $"{time}"), ("svix-signature", SigningSecret.Parse(SigningSecretOf(secret)).Sign(id, time, Encoding.UTF8.GetBytes(body)))],
            _ => [("X-Acme-Id", id), ("X-Acme-Time", $"{time}"), ("X-Acme-Sig", "acme " + Convert.ToBase64String(HMACSHA512.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{id}|{time}|{body}"))))],
        };
        return _site.Send("POST", "/hooks/x", body, null, headers: headers);
    }

    private Task<Answer> Signed(byte[] body, (string, string) header) => Raw(body, Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body)), header);

    private async Task<Answer> Raw(byte[] body, string signature, (string Name, string Value) header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_site.Http.BaseAddress!, "/hooks/x")) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", header.Name == "Content-Type" ? header.Value : "application/json");
        if (header.Name == "Content-Encoding")
        {
            request.Content.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        request.Headers.TryAddWithoutValidation("X-Hub-Signature-256", "sha256=" + signature);
        using var response = await _site.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static byte[] Packed(string encoding, byte[] plain)
    {
        using var packed = new MemoryStream();
        using (Stream packer = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true),
            "deflate" => new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            _ => packed,
        })
        {
            packer.Write(plain);
        }

        return packed.ToArray();
    }

    private static byte[] Mac(string text, string secret) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text));

    private static string Hex(string text, string secret) => Convert.ToHexStringLower(Mac(text, secret));

    private async Task<JsonArray> Receipts(string? state = null) =>
        (await _site.Get($"/api/v1/receipts?receiver=x{(state is null ? "" : $"&state={state}")}")).ShouldBe(200).Json["receipts"]!.AsArray();

    private async Task Settled(string state, int count)
    {
        for (var i = 0; i < 100 && (await Receipts(state)).Count < count; i++)
        {
            await Task.Delay(50);
        }

        (await Receipts(state)).Count.ShouldBe(count, (await Receipts()).ToJsonString());
    }

    private List<JsonNode> Notes() =>
        _site.Database.Read(static db => db.Many("SELECT body FROM document WHERE doc_type = 'Note' AND deleted = 0 ORDER BY id", static row => row.Text(0))).ConvertAll(static body => JsonNode.Parse(body)!);
}
