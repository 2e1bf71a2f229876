using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Agent.Tests.Receiving;

/// <summary>Others' webhooks, from the request to the document.</summary>
public sealed class ReceivingTests : IAsyncLifetime
{
    private const string User = "hooks@acme.example";
    private const string Document = """{"title": {{ body.title | json }}, "content": {{ body.text | json }}}""";

    private SiteFixture _site = null!;

    public async ValueTask InitializeAsync()
    {
        _site = new SiteFixture();
        _site.Users.Add(new UserEntry(User, UserKind.Employee, ["System Manager"], null));
        await _site.Start();
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task A_signed_message_becomes_a_document_once_however_often_it_comes()
    {
        var secret = await Receiver("crm", "standard");
        var body = """{"title": "First", "text": "Hello"}""";

        (await Standard("crm", secret, "msg_1", body)).ShouldBe(202).Json["known"]!.GetValue<bool>().ShouldBeFalse();
        (await Standard("crm", secret, "msg_1", body)).ShouldBe(200).Json["known"]!.GetValue<bool>().ShouldBeTrue();

        await Settled("crm", "applied", 1);
        var note = Notes().ShouldHaveSingleItem();
        ((string?)note["title"], (string?)note["content"], (string?)note["owner"]).ShouldBe(("First", "Hello", User));
    }

    [Fact]
    public async Task Frappes_and_GitHubs_signatures_are_taken_and_a_form_too()
    {
        var frappe = await Receiver("erp", "frappe");
        var standard = await Receiver("crm", "standard");
        var gitHub = await Receiver("forge", "github");
        const string Form = "title=From+a+form&text=x";
        const string Json = """{"title": "An issue", "text": "y"}""";

        (await Frappe("erp", frappe, """{"title": "From Frappe", "text": "z"}""")).ShouldBe(202);
        (await Standard("crm", standard, "m1", Form, type: "application/x-www-form-urlencoded")).ShouldBe(202);
        (await _site.Send("POST", "/hooks/forge", Json, null, headers: [("X-Hub-Signature-256", GitHub(gitHub, Json)), ("X-GitHub-Delivery", "d-1")])).ShouldBe(202);

        await Settled("erp", "applied", 1);
        await Settled("crm", "applied", 1);
        await Settled("forge", "applied", 1);
        Notes().Select(n => (string?)n["title"]).ShouldBe(["From Frappe", "From a form", "An issue"], ignoreOrder: true);
    }

    /// <summary>Frappe's own "Form URL-Encoded" sends JSON, and adds that header if somebody wrote it there.</summary>
    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-8")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task What_Frappe_sends_is_JSON_whatever_its_header_says(string? type)
    {
        var secret = await Receiver("erp", "frappe", """ "key": "{{ body.title }}", """);

        (await Frappe("erp", secret, """{"title": "First", "text": "a=b&c"}""", type)).ShouldBe(202);

        await Settled("erp", "applied", 1);
        ((string?)Notes().ShouldHaveSingleItem()["content"]).ShouldBe("a=b&c");
        ((string?)(await Receipts("erp"))[0]!["key"]).ShouldBe("First");
    }

    [Theory]
    [InlineData("frappe", "erp")]
    [InlineData("github", "forge")]
    public async Task Bodies_are_no_identity_a_value_that_is_changed_back_is_saved(string scheme, string name)
    {
        var secret = await Receiver(name, scheme, """ "match": "title", """);
        foreach (var text in new[] { "Germany", "Rest Of The World", "Germany" })
        {
            await Send(text);
        }

        await Settled(name, "applied", 3);
        ((string?)Notes().ShouldHaveSingleItem()["content"]).ShouldBe("Germany");
        (await Receipts(name)).ShouldAllBe(receipt => receipt!["key"] == null);

        // And long after, when no try of Frappe's is left.
        _site.Time.Advance(TimeSpan.FromSeconds(11));
        await Send("Germany");
        await Settled(name, "applied", 4);

        async Task Send(string text)
        {
            var body = $$"""{"title": "CUST-1", "text": "{{text}}"}""";
            (scheme == "frappe" ? await Frappe(name, secret, body) : await _site.Send("POST", $"/hooks/{name}", body, null, headers: [("X-Hub-Signature-256", GitHub(secret, body))])).ShouldBe(202);
        }
    }

    [Fact]
    public async Task What_Frappe_tries_again_is_taken_once_and_a_key_of_any_length_tells()
    {
        var secret = await Receiver("erp", "frappe");
        (await Frappe("erp", secret, """{"title": "A"}""")).ShouldBe(202);
        (await Frappe("erp", secret, """{"title": "A"}""")).ShouldBe(200);
        (await Frappe("erp", secret, """{"title": "B"}""")).ShouldBe(202);

        var long1 = new string('x', 300);
        var keyed = await Receiver("keyed", "frappe", """ "key": "{{ body.name }} {{ body.modified }}", """);
        (await Frappe("keyed", keyed, $$"""{"title": "C", "name": "{{long1}}", "modified": "1"}""")).ShouldBe(202);
        (await Frappe("keyed", keyed, $$"""{"title": "C", "name": "{{long1}}", "modified": "2"}""")).ShouldBe(202);
        (await Frappe("keyed", keyed, $$"""{"title": "changed on the way", "name": "{{long1}}", "modified": "1"}""")).ShouldBe(200);

        await Settled("erp", "applied", 2);
        await Settled("keyed", "applied", 2);
    }

    [Theory]
    [InlineData("nobody", "standard", 404)]
    [InlineData("crm", "unsigned", 401)]
    [InlineData("crm", "other secret", 401)]
    [InlineData("crm", "other body", 401)]
    [InlineData("crm", "old", 401)]
    [InlineData("crm", "large", 413)]
    public async Task What_is_not_rightly_signed_is_refused_and_nothing_is_kept(string name, string how, int status)
    {
        var secret = await Receiver("crm", "standard");
        var body = how == "large" ? $$"""{"title": "{{new string('x', 1_100_000)}}"}""" : """{"title": "First"}""";

        var answer = how switch
        {
            "unsigned" => await _site.Send("POST", $"/hooks/{name}", body, null),
            "other secret" => await Standard(name, SigningSecret.GenerateSymmetric().Text, "m", body),
            "other body" => await Standard(name, secret, "m", body, sent: """{"title": "Other"}"""),
            "old" => await Standard(name, secret, "m", body, age: TimeSpan.FromMinutes(6)),
            _ => await Standard(name, secret, "m", body),
        };

        answer.ShouldBe(status);
        (await Receipts("crm")).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_thing_told_again_changes_the_document_that_it_became()
    {
        var secret = await Receiver("crm", "standard", """ "match": "title", """);
        await Standard("crm", secret, "m1", """{"title": "First", "text": "Hello"}""");
        await Standard("crm", secret, "m2", """{"title": "First", "text": "Goodbye"}""");

        await Settled("crm", "applied", 2);
        ((string?)Notes().ShouldHaveSingleItem()["content"]).ShouldBe("Goodbye");
    }

    [Fact]
    public async Task What_cannot_be_saved_is_kept_with_its_reason_and_goes_once_the_receiver_is_corrected()
    {
        var secret = await Receiver("crm", "standard", document: """{"content": {{ body.text | json }}}""");
        await Standard("crm", secret, "m1", """{"text": "no title"}""");
        await Standard("crm", secret, "m2", "not JSON");
        await Settled("crm", "failed", 2);
        var receipts = await Receipts("crm");
        ((string?)receipts[1]!["reason"])!.ShouldContain("title", Case.Insensitive);
        ((string?)receipts[0]!["reason"])!.ShouldContain("no JSON");
        var shown = (await _site.Get($"/api/v1/receipts/{receipts[1]!["id"]}")).ShouldBe(200);
        ((string?)shown.Json["body"]).ShouldBe("""{"text": "no title"}""");
        shown.Text.ShouldNotContain("webhook-signature");

        await _site.Put("/api/v1/receivers/crm", Definition("crm", "standard", "", """{"title": "Untitled", "content": {{ body.text | json }}}"""));
        (await _site.Post("/api/v1/receipts/replay", """{"state": "failed"}""")).ShouldBe(202);

        await Settled("crm", "applied", 1);
        ((string?)Notes().ShouldHaveSingleItem()["title"]).ShouldBe("Untitled");
        await Settled("crm", "failed", 1);
    }

    [Fact]
    public async Task A_template_that_comes_out_empty_leaves_a_message_alone()
    {
        var secret = await Receiver("crm", "standard", document: """{% if body.title %}{"title": {{ body.title | json }}}{% endif %}""");
        await Standard("crm", secret, "m1", """{"zen": "ping", "hook": 1}""");
        await Standard("crm", secret, "m2", "{}");
        await Standard("crm", secret, "m3", "[1, 2]");
        await Standard("crm", secret, "m4", "null");

        await Settled("crm", "ignored", 4);
        Notes().ShouldBeEmpty();
        var found = (await Receipts("crm")).Select(static receipt => (string)receipt!["reason"]!).Reverse().ToList();
        found.ShouldAllBe(static reason => reason.Contains("gave nothing", StringComparison.Ordinal));
        found.Select(static reason => reason[(reason.IndexOf("The body", StringComparison.Ordinal) + 9)..]).ShouldBe(["has zen, hook.", "is an empty object.", "is a JSON array.", "is a JSON null."]);
        ((string)(await _site.Post("/api/v1/receivers/crm/preview", """{"zen": "ping"}""")).ShouldBe(200).Json["reason"]!).ShouldContain("has zen");
    }

    [Fact]
    public async Task What_was_kept_when_the_process_died_is_worked_on_at_the_next_start()
    {
        await Receiver("crm", "standard");
        var id = _site.Database.Read(static db => db.Text("SELECT id FROM receiver"))!;
        await _site.Database.Writer.Write(db => db.Execute(
            "INSERT INTO receipt (receiver_id, receiver, key, received, headers, body, state, due) VALUES ($1, 'crm', 'm1', $2, '{}', $3, 'waiting', $2)",
            id,
            _site.Time.GetUtcNow(),
            Encoding.UTF8.GetBytes("""{"title": "First"}""")));

        await _site.Restart();

        await Settled("crm", "applied", 1);
        Notes().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_replaced_secret_is_taken_for_a_day()
    {
        var old = await Receiver("crm", "standard");
        var next = (string)(await _site.Post("/api/v1/receivers/crm/rotate-secret", "{}")).ShouldBe(200).Json["madeSecret"]!;

        (await Standard("crm", old, "m1", """{"title": "1"}""")).ShouldBe(202);
        (await Standard("crm", next, "m2", """{"title": "2"}""")).ShouldBe(202);
        _site.Time.Advance(TimeSpan.FromHours(25));
        (await Standard("crm", old, "m3", """{"title": "3"}""")).ShouldBe(401);
        (await Standard("crm", next, "m4", """{"title": "4"}""")).ShouldBe(202);
    }

    [Fact]
    public async Task Every_fault_of_a_receiver_is_told_at_once_and_secrets_are_neither_shown_nor_stored_in_clear()
    {
        var wrong = (await _site.Post("/api/v1/receivers", """{"name": "No Good", "scheme": "morse", "secret": "short", "docType": "Nothing", "document": "{{ oops", "colour": "blue"}""")).ShouldBe(400);
        wrong.Json["errors"]!.AsArray().Select(e => (string)e!["member"]!).ShouldBe(["colour", "name", "scheme", "secret", "document"], ignoreOrder: true);
        var alsoWrong = (await _site.Post("/api/v1/receivers", """{"name": "x", "scheme": "frappe", "site": "globex", "docType": "Nothing", "user": "nobody@acme.example", "document": "{}"}""")).ShouldBe(400);
        alsoWrong.Json["errors"]!.AsArray().Select(e => (string)e!["member"]!).ShouldBe(["site", "docType", "user"], ignoreOrder: true);

        var secret = await Receiver("crm", "standard");

        (await _site.Get("/api/v1/receivers/crm")).Text.ShouldNotContain(secret);
        (await _site.Send("GET", "/api/v1/receivers", authorization: SiteFixture.Reader)).ShouldBe(403);
        foreach (var file in Directory.GetFiles(_site.Folder))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldNotContain(secret["whsec_".Length..]);
        }
    }

    [Fact]
    public async Task A_preview_shows_the_document_and_stores_nothing()
    {
        await Receiver("crm", "standard");

        var shown = (await _site.Post("/api/v1/receivers/crm/preview", """{"title": "First", "text": "Hello"}""")).ShouldBe(200);

        shown.Json["document"]!.ToJsonString().ShouldBe("""{"title":"First","content":"Hello"}""");
        Notes().ShouldBeEmpty();
    }

    private static string Definition(string name, string scheme, string more, string document) =>
        $$"""{"name": "{{name}}", "scheme": "{{scheme}}", {{more}} "docType": "Note", "user": "{{User}}", "document": {{JsonValue.Create(document).ToJsonString()}}}""";

    private async Task<string> Receiver(string name, string scheme, string more = "", string document = Document) =>
        (string)(await _site.Post("/api/v1/receivers", Definition(name, scheme, more, document))).ShouldBe(201).Json["madeSecret"]!;

    private Task<Answer> Frappe(string name, string secret, string body, string? type = "application/json") =>
        _site.Send("POST", $"/hooks/{name}", body, null, type, (FrappeSignature.HeaderName, FrappeSignature.Sign(secret, Encoding.UTF8.GetBytes(body))));

    private async Task<Answer> Standard(string name, string secret, string id, string body, string? sent = null, TimeSpan age = default, string type = "application/json")
    {
        var headers = SigningSecret.Parse(secret).Sign(id, (_site.Time.GetUtcNow() - age).ToUnixTimeSeconds(), Encoding.UTF8.GetBytes(body));
        var seconds = (_site.Time.GetUtcNow() - age).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return await _site.Send("POST", $"/hooks/{name}", sent ?? body, null, type, [("webhook-id", id), ("webhook-timestamp", seconds), ("webhook-signature", headers)]);
    }

    private static string GitHub(string secret, string body) =>
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)));

    private async Task<JsonArray> Receipts(string receiver, string? state = null) =>
        (await _site.Get($"/api/v1/receipts?receiver={receiver}{(state is null ? "" : $"&state={state}")}")).ShouldBe(200).Json["receipts"]!.AsArray();

    private async Task Settled(string receiver, string state, int count)
    {
        for (var i = 0; i < 100 && (await Receipts(receiver, state)).Count < count; i++)
        {
            await Task.Delay(50);
        }

        (await Receipts(receiver, state)).Count.ShouldBe(count, (await Receipts(receiver)).ToJsonString());
    }

    private List<JsonNode> Notes() =>
        _site.Database.Read(static db => db.Many("SELECT body FROM document WHERE doc_type = 'Note' AND deleted = 0 ORDER BY id", static row => row.Text(0))).ConvertAll(static body => JsonNode.Parse(body)!);
}
