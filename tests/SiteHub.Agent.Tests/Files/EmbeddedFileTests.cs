using System.Net;
using SiteHub.Agent.Tests.SignIn;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol;
using SiteHub.Protocol.Files;

namespace SiteHub.Agent.Tests.Files;

/// <summary>The files and prints of a site's own documents: its people add and remove them, and its hub asks for them.</summary>
public sealed class EmbeddedFileTests : IAsyncLifetime
{
    private const string Account = "first";
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 700_000).Select(static n => (byte)(n * 7))];

    private Joined _world = null!;
    private AskingHub _hub = null!;
    private Browser _clerk = null!;
    private string _note = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await Joined.Started(site => site.Publications.Add(new PublicationEntry("Note", "doc.title != 'private'", [new PublishedField("title", "title", null), new PublishedField("public", "public", null)], "title", CardEntry.Empty)
        {
            Print = new PrintEntry(null, "Acme GmbH\n1 Road <b>"),
            Files = new FilesEntry("!file.name.startsWith('internal')"),
        }));
        _world.Hub.Person = new Person("sub-ann", "ann@example.com", "System Manager");
        _hub = new AskingHub(_world.Site, _world.Hub);
        _note = (await _world.Site.Post("/api/resource/Note", $$"""{"title":"{{Account}}","content":"between us","public":1}""")).ShouldBe(200).Name;
        _clerk = await _world.SignedIn();
    }

    public async ValueTask DisposeAsync()
    {
        _clerk.Dispose();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task What_a_clerk_attaches_is_listed_and_given_to_the_hub_byte_for_byte()
    {
        await Attach("offer ü.pdf", Bytes);

        var file = (await _hub.Ask(AskingHub.About(FileAsk.List, _note, Account))).Files.ShouldHaveSingleItem();
        (file.Name, file.Size).ShouldBe(("offer ü.pdf", Bytes.Length));
        var answer = await _hub.Ask(AskingHub.About(FileAsk.One, _note, Account, file.Id));
        answer.Head.ShouldBe(new FileHead("offer ü.pdf", "application/pdf"));
        answer.Length.ShouldBe(Bytes.Length);
        answer.Body.ShouldBe(Bytes);
    }

    [Fact]
    public async Task The_clerk_downloads_it_as_nothing_but_a_file_and_removes_it()
    {
        await Attach("page.html", "<script>alert(1)</script>"u8.ToArray());
        var id = _world.One("SELECT id FROM document_file", static row => row.Text(0));

        await _clerk.Open($"/documents/files?handler=One&docType=Note&name={_note}&file={id}");

        _clerk.ShouldBe(HttpStatusCode.OK);
        var headers = _clerk.Last.Content.Headers;
        (headers.ContentType!.ToString(), headers.ContentDisposition!.DispositionType, headers.ContentDisposition.FileName).ShouldBe(("application/octet-stream", "attachment", "page.html"));
        _clerk.Last.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("sandbox;");
        _clerk.Last.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        await _clerk.Open($"/documents/form?docType=Note&name={_note}");
        await _clerk.Send($"/documents/files?handler=Remove&docType=Note&name={_note}&file={id}");
        (_world.Count("document_file"), _world.Count("document_file_piece")).ShouldBe((0L, 0L));
    }

    [Fact]
    public async Task Whoever_may_not_change_the_document_attaches_and_removes_nothing()
    {
        await Attach("offer.pdf", Bytes);
        var id = _world.One("SELECT id FROM document_file", static row => row.Text(0));
        _world.Hub.Person = new Person("sub-rob", "rob@example.com", "Reader");
        using var reader = await _world.SignedIn();
        await reader.Open($"/documents/form?docType=Note&name={_note}");

        await reader.Attach($"/documents/files?handler=Add&docType=Note&name={_note}", "attached", "mine.pdf", Bytes);
        reader.ShouldBe(HttpStatusCode.NotFound);
        await reader.Open($"/documents/form?docType=Note&name={_note}");
        await reader.Send($"/documents/files?handler=Remove&docType=Note&name={_note}&file={id}");
        reader.ShouldBe(HttpStatusCode.NotFound);

        _world.Count("document_file").ShouldBe(1);
    }

    [Theory]
    [InlineData("another account", "second")]
    [InlineData("another account in other letters", "First")]
    [InlineData("no account", "")]
    public async Task Another_account_gets_nothing_and_does_not_learn_that_there_is_something(string what, string account)
    {
        await Attach("offer.pdf", Bytes);
        var id = _world.One("SELECT id FROM document_file", static row => row.Text(0));

        foreach (var ask in new[] { AskingHub.About(FileAsk.List, _note, "x"), AskingHub.About(FileAsk.One, _note, "x", id), AskingHub.About(FileAsk.Print, _note, "x") })
        {
            var answer = account.Length == 0 ? await _hub.Ask(Encoded(ask, "account", "")) : await _hub.Ask(ask with { Account = account });

            answer.Status.ShouldBe(account.Length == 0 ? 400 : 404, what);
            answer.Text.ShouldContain(account.Length == 0 ? Problems.MessageMalformed : Problems.FileMissing);
        }
    }

    [Fact]
    public async Task Of_a_document_that_is_not_published_or_of_another_document_there_is_no_file()
    {
        await Attach("offer.pdf", Bytes);
        var id = _world.One("SELECT id FROM document_file", static row => row.Text(0));
        var other = (await _world.Site.Post("/api/resource/Note", $$"""{"title":"{{Account}}2"}""")).ShouldBe(200).Name;
        var hidden = (await _world.Site.Post("/api/resource/Note", """{"title":"private"}""")).ShouldBe(200).Name;

        (await _hub.Ask(AskingHub.About(FileAsk.One, other, Account + "2", id))).Status.ShouldBe(404);
        (await _hub.Ask(AskingHub.About(FileAsk.Print, hidden, "private"))).Status.ShouldBe(404);
        (await _hub.Ask(AskingHub.About(FileAsk.List, "nothing", Account))).Status.ShouldBe(404);
        (await _hub.Ask(AskingHub.About(FileAsk.Print, "Administrator", Account, docType: "User"))).Status.ShouldBe(404);
        (await _hub.Ask(AskingHub.About(FileAsk.One, _note, Account, "../../etc/passwd"))).Status.ShouldBe(404);
        (await _hub.Ask(AskingHub.About(FileAsk.One, _note, Account, new string('x', 4000)))).Status.ShouldBe(404);
        (await _hub.Ask(AskingHub.About(FileAsk.One, _note, Account, id))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task What_the_publication_s_rule_does_not_show_is_neither_listed_nor_given()
    {
        await Attach("internal costs.pdf", Bytes);
        var id = _world.One("SELECT id FROM document_file", static row => row.Text(0));

        (await _hub.Ask(AskingHub.About(FileAsk.List, _note, Account))).Files.ShouldBeEmpty();
        (await _hub.Ask(AskingHub.About(FileAsk.One, _note, Account, id))).Status.ShouldBe(404);
    }

    [Theory]
    [InlineData("other secret", 401)]
    [InlineData("other site", 401)]
    [InlineData("other scope", 403)]
    [InlineData("expired", 401)]
    [InlineData("garbage", 401)]
    public async Task Without_the_hub_s_token_and_signature_nothing_is_answered(string what, int status)
    {
        var answer = await _hub.Ask(
            AskingHub.About(FileAsk.Print, _note, Account),
            what switch
            {
                "other site" => _hub.Token(static claims => claims["aud"] = "sitehub:site:globex"),
                "other scope" => _hub.Token(static claims => claims["scope"] = "member.read"),
                "expired" => _hub.Token(static claims => claims["exp"] = 1),
                "garbage" => "a.b.c",
                _ => null,
            },
            what == "other secret" ? _world.Site.Secrets.SiteToHub : null);

        answer.Status.ShouldBe(status);
    }

    [Theory]
    [InlineData("""{"what":"list"}""")]
    [InlineData("""{"what":"everything","docType":"Note","name":"x","account":"a","member":"m","language":"en"}""")]
    [InlineData("""{"what":"file","docType":"Note","name":"x","account":"a","member":"m","language":"en"}""")]
    [InlineData("""[]""")]
    [InlineData("""no JSON""")]
    public async Task A_question_that_is_none_is_told_so(string question)
    {
        var answer = await _hub.Ask(System.Text.Encoding.UTF8.GetBytes(question));

        answer.Status.ShouldBe(400);
        ((string)answer.Json["type"]!).ShouldBe(Problems.MessageMalformed);
    }

    [Fact]
    public async Task The_print_is_a_page_with_the_letter_head_in_which_nothing_is_markup_and_nothing_is_unpublished()
    {
        var answer = await _hub.Ask(AskingHub.About(FileAsk.Print, _note, Account, language: "de"));

        answer.Head!.Type.ShouldBe("text/html; charset=utf-8");
        answer.Length.ShouldBe(answer.Body!.Length);
        answer.Text.ShouldContain("Acme GmbH\n1 Road &lt;b&gt;");
        answer.Text.ShouldContain($"<dd>{Account}</dd>");
        answer.Text.ShouldNotContain("between us");
        answer.Text.ShouldContain("lang=\"de\"");
    }

    [Fact]
    public async Task A_document_s_files_go_with_it_when_it_is_renamed_and_with_it_when_it_is_deleted()
    {
        await Attach("offer.pdf", Bytes);
        (await _world.Site.Post("/api/method/frappe.client.rename_doc", $$"""{"doctype":"Note","old_name":"{{_note}}","new_name":"Another"}""")).ShouldBe(200);

        (await _hub.Ask(AskingHub.About(FileAsk.List, "Another", Account))).Files.ShouldHaveSingleItem();
        (await _world.Site.Send("DELETE", "/api/resource/Note/Another")).ShouldBe(202);
        (_world.Count("document_file"), _world.Count("document_file_piece")).ShouldBe((0L, 0L));
    }

    [Fact]
    public async Task Names_are_cleaned_of_whatever_is_no_name()
    {
        await Attach("..\\..\\\u202Eevil name.pdf", Bytes);

        (await _hub.Ask(AskingHub.About(FileAsk.List, _note, Account))).Files.ShouldHaveSingleItem().Name.ShouldBe("evil name.pdf");
    }

    private async Task Attach(string name, byte[] bytes)
    {
        await _clerk.Open($"/documents/form?docType=Note&name={_note}");
        await _clerk.Attach($"/documents/files?handler=Add&docType=Note&name={_note}", "attached", name, bytes);
        _clerk.ShouldBe(HttpStatusCode.OK);
    }

    private static byte[] Encoded(FileAsk ask, string member, string value)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        ask.WriteTo(output);
        var json = System.Text.Json.Nodes.JsonNode.Parse(output.WrittenSpan)!;
        json[member] = value;
        return System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());
    }
}
