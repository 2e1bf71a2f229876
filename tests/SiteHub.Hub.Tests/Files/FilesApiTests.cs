using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SiteHub.Hub.Tests.Customers;
using SiteHub.Protocol;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Files;
using SiteHub.Protocol.Links;

namespace SiteHub.Hub.Tests.Files;

/// <summary>A document's files and its print for members' own programs, and files that go along with what they ask for.</summary>
public sealed class FilesApiTests : IAsyncLifetime
{
    private const string Document = "/api/v1/documents/acme/Quotation/QTN-R";
    private const string New = "/api/v1/documents/acme/Issue/actions/new";

    private static readonly byte[] Photo = RandomNumberGenerator.GetBytes(600_000);

    private FilesFixture _world = null!;
    private string _rita = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await FilesFixture.Started();
        _rita = await _world.Portal.Token(PortalFixture.Rita);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task They_are_listed_and_each_comes_whole_under_the_hub_s_headers_and_is_audited()
    {
        _world.Site.Answer = static (site, http, asked) => asked.What == FileAsk.List
            ? site.List(http, new ListedFile("f/1 ü", "offer ü.pdf", 8, new DateTimeOffset(2026, 3, 4, 5, 6, 0, TimeSpan.Zero)), new ListedFile("f2", "e-invoice.xml", null, null))
            : site.File(http, "offer ü.pdf", "%PDF-1.4"u8.ToArray());

        var (status, listed) = await _world.Portal.Get(Document + "/files", _rita);
        status.ShouldBe(HttpStatusCode.OK);
        listed!.ToJsonString().ShouldBe(JsonNode.Parse($$"""{"files":[{"id":"f/1 ü","name":"offer ü.pdf","size":8,"at":"2026-03-04T05:06:00+00:00","url":"{{Document}}/files/f%2F1%20%C3%BC"},{"id":"f2","name":"e-invoice.xml","url":"{{Document}}/files/f2"}]}""")!.ToJsonString());

        foreach (var path in new[] { Document + "/files/f2", Document + "/print" })
        {
            using var file = await _world.Portal.Hub.Get(path, _rita);
            file.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await file.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe("%PDF-1.4"u8.ToArray());
            file.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
            file.Headers.CacheControl!.ToString().ShouldBe("no-store, private");
            file.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        }

        _world.Site.Asked.Select(static asked => (asked.What, asked.Account, asked.File)).ShouldBe([(FileAsk.List, "CUST-R", null), (FileAsk.One, "CUST-R", "f2"), (FileAsk.Print, "CUST-R", null)]);
        _world.Audited().Select(static one => (one.What, one.Outcome)).ShouldBe([("file.read", "done"), ("document.printed", "done")]);
    }

    [Theory]
    [InlineData(PortalFixture.Leo)]
    [InlineData("another document")]
    [InlineData("nothing published")]
    public async Task Whose_it_is_not_gets_nothing_and_the_site_is_not_asked(string who)
    {
        var token = who == PortalFixture.Leo ? await _world.Portal.Token(PortalFixture.Leo) : _rita;
        if (who == "nothing published")
        {
            await _world.Tell(print: null, files: false);
        }

        foreach (var path in new[] { "/files", "/files/f1", "/print" })
        {
            var (status, problem) = await _world.Portal.Get((who == "another document" ? "/api/v1/documents/acme/Quotation/QTN-L" : Document) + path, token);
            (status, (string?)problem!["type"] is { Length: > 0 }).ShouldBe((HttpStatusCode.NotFound, true));
        }

        _world.Site.Asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(404, Problems.FileMissing, HttpStatusCode.NotFound, "not-found")]
    [InlineData(422, Problems.FileRefused, HttpStatusCode.Conflict, "file-refused")]
    [InlineData(413, Problems.FileTooLarge, HttpStatusCode.BadGateway, "file-too-large")]
    [InlineData(503, Problems.SourceAway, HttpStatusCode.BadGateway, "site-away")]
    public async Task What_the_site_refuses_is_a_problem_of_its_own(int given, string type, HttpStatusCode status, string problem)
    {
        _world.Site.Answer = (site, http, _) => site.Refuse(http, given, type, "a draft is not printed");

        var (answered, body) = await _world.Portal.Get(Document + "/print", _rita);

        answered.ShouldBe(status);
        ((string)body!["type"]!).ShouldEndWith(problem);
        body.ToJsonString().Contains("a draft is not printed", StringComparison.Ordinal).ShouldBe(problem == "file-refused");
    }

    [Fact]
    public async Task Files_go_along_with_a_request_and_the_site_fetches_each()
    {
        await Offer();

        using var form = Form("""{"account":"CUST-R","input":{"subject":"It leaks"}}""", ("photo ü.png", Photo), ("offer.pdf", "%PDF-"u8.ToArray()));
        var (status, taken) = await _world.Portal.Send(HttpMethod.Post, New, _rita, form, "k1");
        status.ShouldBe(HttpStatusCode.Accepted, taken?.ToJsonString());
        using var same = Form("""{"account":"CUST-R","input":{"subject":"It leaks"}}""", ("photo ü.png", Photo), ("offer.pdf", "%PDF-"u8.ToArray()));
        var (_, again) = await _world.Portal.Send(HttpMethod.Post, New, _rita, same, "k1");

        ((string)again!["request"]!).ShouldBe((string)taken!["request"]!);
        var asked = ActionRequested.Read(_world.Portal.Sent().Single(static entry => entry.Type == LinkEventTypes.ActionRequested).Data);
        asked.Files.Select(static file => (file.Name, file.Size)).ShouldBe([("photo ü.png", Photo.Length), ("offer.pdf", 5L)]);
        Held.ShouldBe(2);
    }

    [Theory]
    [InlineData("none", "files-needed")]
    [InlineData("a.exe", "files-not-taken")]
    [InlineData("a.pdf,b.pdf,c.pdf", "files-not-taken")]
    [InlineData("json", "files-needed")]
    public async Task What_may_not_be_given_is_said_and_nothing_is_kept(string names, string problem)
    {
        await Offer();
        using var content = names == "json" ? new StringContent("""{"account":"CUST-R"}""", Encoding.UTF8, "application/json") : (HttpContent)Form("""{"account":"CUST-R"}""", [.. names == "none" ? [] : names.Split(',').Select(static name => (name, new byte[] { 1 }))]);

        var (status, body) = await _world.Portal.Send(HttpMethod.Post, "/api/v1/documents/acme/Issue/actions/scan", _rita, content);

        (status, ((string)body!["type"]!).EndsWith(problem, StringComparison.Ordinal)).ShouldBe(((HttpStatusCode)422, true), body.ToJsonString());
        (_world.Portal.Requests, Held).ShouldBe((0, 0));
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"request\"\r\n\r\n{\"input\":\r\n--x--\r\n", HttpStatusCode.BadRequest)]
    [InlineData("multipart/form-data", "x", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "{", HttpStatusCode.BadRequest)]
    [InlineData("text/plain", "{}", HttpStatusCode.UnsupportedMediaType)]
    public async Task What_cannot_be_read_is_the_sender_s_fault(string type, string body, HttpStatusCode expected)
    {
        await Offer();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);

        (await _world.Portal.Send(HttpMethod.Post, New, _rita, content)).Status.ShouldBe(expected);
        _world.Portal.Requests.ShouldBe(0);
    }

    /// <summary>Where the member connects a user of their own the catalogue says.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_site_that_lets_members_act_as_their_own_users_is_linked_from_its_documents_and_the_companies(bool offers)
    {
        await Offer(offers);
        await _world.Portal.Acme.Changed(Replica.SiteLog.Document("QTN-A", 1, account: "CUST-R") with { Actions = ["note"] });

        foreach (var page in new[] { "/companies", "/documents/acme/Quotation/QTN-A" })
        {
            (await _world.Rita.Page(page)).Contains($"href=\"{new Uri(_world.Portal.Hub.Sites[0].Url, "me/acting")}\"", StringComparison.Ordinal).ShouldBe(offers, page);
        }
    }

    private long Held => _world.Portal.Hub.Database.Read(static session => session.Long("SELECT count(*) FROM held_file"))!.Value;

    private Task<Delivery.Links.ApplyOutcome> Offer(bool ownUsers = false) => _world.Portal.Acme.Apply(LinkEventTypes.SiteCatalogue, new SiteCatalogue([new CatalogueDocType("Issue", false), new CatalogueDocType("Quotation", true)], [new CataloguePublication("Issue", 0, []), new CataloguePublication("Quotation", 0, [])])
    {
        Actions =
        [
            new CatalogueAction("Issue", "new", "Report an issue", false, "buyer", [new ActionField("subject", "Subject", "text", true)]) { Files = new ActionFiles(2, 1_000_000, ["pdf", "png"], false) },
            new CatalogueAction("Issue", "scan", "A scan", false, "buyer", []) { Files = new ActionFiles(2, 1_000_000, ["pdf"], true) },
            new CatalogueAction("Quotation", "note", "Note", true, "buyer", []),
        ],
        OwnUsers = ownUsers,
    }.WriteTo);

    private static MultipartFormDataContent Form(string request, params (string Name, byte[] Bytes)[] files)
    {
        var form = new MultipartFormDataContent { HeaderEncodingSelector = static (_, _) => Encoding.UTF8 };
        form.Add(new StringContent(request), "request");
        foreach (var (name, bytes) in files)
        {
            var content = new ByteArrayContent(bytes);
            content.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"files\"; filename=\"{name}\"");
            form.Add(content);
        }

        return form;
    }
}
