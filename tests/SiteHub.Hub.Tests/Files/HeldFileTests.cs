using System.Net;
using System.Security.Cryptography;
using System.Text;
using SiteHub.Hub.Files;
using SiteHub.Hub.Tests.Customers;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Files;
using SiteHub.Protocol.Links;

namespace SiteHub.Hub.Tests.Files;

/// <summary>Files that members send along: held until the site has them, and given to that site alone.</summary>
public sealed class HeldFileTests : IAsyncLifetime
{
    private const string New = "/actions/new/acme/Issue/new";

    private static readonly byte[] Photo = RandomNumberGenerator.GetBytes(600_000);

    private PortalFixture _portal = null!;
    private SignIn.Browser _rita = null!;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalFixture.Started();
        await _portal.Acme.Apply(LinkEventTypes.SiteCatalogue, new SiteCatalogue([new CatalogueDocType("Issue", false)], [new CataloguePublication("Issue", 0, [])])
        {
            Actions =
            [
                new CatalogueAction("Issue", "new", "Report an issue", false, "buyer", [new ActionField("subject", "Subject", "text", true)]) { Files = new ActionFiles(2, 1_000_000, ["pdf", "png"], false) },
                new CatalogueAction("Issue", "plain", "Without files", false, "buyer", []),
                new CatalogueAction("Issue", "scan", "A scan", false, "buyer", []) { Files = new ActionFiles(1, 1_000_000, ["pdf"], true) },
            ],
        }.WriteTo);
        _rita = await _portal.Browser(PortalFixture.Rita);
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task They_go_to_the_site_by_name_size_and_hash_and_it_fetches_each()
    {
        using var taken = await Send(New, ("photo ü.png", Photo), ("..\\offer\u202E.pdf", "%PDF-"u8.ToArray()));
        taken.StatusCode.ShouldBe(HttpStatusCode.Redirect, await taken.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        var asked = Asked();
        asked.Files.ShouldBe([new GivenFile("photo ü.png", Photo.Length, Hash(Photo)), new GivenFile("offer.pdf", 5, Hash("%PDF-"u8.ToArray()))]);
        (await Fetch("acme", asked.Request, 0)).ShouldBe(Photo);
        (await Fetch("acme", asked.Request, 1)).ShouldBe("%PDF-"u8.ToArray());
        (await _rita.Page(taken.Headers.Location!.OriginalString)).ShouldContain("offer.pdf");
    }

    [Fact]
    public async Task Another_site_another_request_and_another_place_get_nothing()
    {
        using var taken = await Send(New, ("photo.png", Photo));
        var request = Asked().Request;

        (await Fetch("globex", request, 0)).ShouldBeNull();
        (await Fetch("acme", request, 1)).ShouldBeNull();
        (await Fetch("acme", "act_another", 0)).ShouldBeNull();
        (await Fetch("acme", request, 0)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(ActionStates.Accepted)]
    [InlineData(ActionStates.Refused)]
    [InlineData(ActionStates.Withdrawn)]
    [InlineData(ActionStates.Expired)]
    public async Task Once_the_site_has_said_anything_the_hub_holds_their_bytes_no_more(string state)
    {
        using var taken = await Send(New, ("photo.png", Photo));
        var request = Asked().Request;
        Pieces.ShouldBe(3);

        await _portal.Acme.Apply(LinkEventTypes.ActionProgressed, new ActionProgressed(request, state, null, null, _portal.Hub.Time.GetUtcNow()).WriteTo);

        Pieces.ShouldBe(0);
        (await Fetch("acme", request, 0)).ShouldBeNull();
        (await _rita.Page($"/actions/{request}")).ShouldContain("photo.png");
    }

    [Fact]
    public async Task What_no_site_fetched_in_the_request_s_time_and_what_no_request_came_of_is_let_go_of()
    {
        using var taken = await Send(New, ("photo.png", Photo));
        await _portal.Hub.Database.Writer.Write(static session =>
        {
            session.Execute("INSERT INTO held_file (id, person, name, size, hash, created) VALUES ('hld_dead', 'x', 'x', 1, '', 1)");
            session.Execute("INSERT INTO held_file_piece (file, piece, bytes) VALUES ('hld_dead', 0, $1)", new byte[] { 1 });
        });

        await _portal.Hub.Restart();
        Pieces.ShouldBe(3);
        _portal.Hub.Time.Advance(TimeSpan.FromDays(8));
        await new HeldFileJobs(_portal.Hub.Database, _portal.Hub.Time).Tidy(CancellationToken.None);

        Pieces.ShouldBe(0);
    }

    [Fact]
    public async Task What_may_not_be_given_is_said_and_nothing_is_kept()
    {
        foreach (var (page, files, words) in new (string, (string, byte[])[], string)[]
        {
            (New, [("run.exe", [1])], "Only these kinds"),
            (New, [("offer.pdf.exe", [1])], "Only these kinds"),
            (New, [("offer.exe\0.pdf ", [1]), ("page.html", [1])], "Only these kinds"),
            (New, [("no ending", [1])], "Only these kinds"),
            (New, [("a.png", [1]), ("b.png", [1]), ("c.png", [1])], "At most 2"),
            (New, [("a.png", new byte[1_000_001])], "at most 1 MB"),
            (New, [("a.png", [])], "is empty"),
            ("/actions/new/acme/Issue/plain", [("a.png", [1])], "cannot be sent along"),
            ("/actions/new/acme/Issue/scan", [], "Choose a file"),
        })
        {
            using var answer = await Send(page, files);

            answer.StatusCode.ShouldBe((HttpStatusCode)422, words);
            WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain(words);
        }

        (_portal.Requests, Pieces, Held).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task The_same_form_twice_is_one_request_and_keeps_its_files_once()
    {
        using var first = await Send(New, "k1", ("photo.png", Photo));
        using var again = await Send(New, "k1", ("photo.png", Photo));

        again.Headers.Location.ShouldBe(first.Headers.Location);
        (_portal.Requests, Held, Pieces).ShouldBe((1, 1, 3));
    }

    [Fact]
    public async Task Whoever_may_not_ask_fills_no_disk()
    {
        var vera = await _portal.Browser(PortalFixture.Vera);
        using var viewer = await Send(vera, New, "/", "k1", [("photo.png", Photo)], "CUST-R");
        viewer.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        using var other = await Send(await _portal.Browser(PortalFixture.Leo), New, New, "k2", [("photo.png", Photo)], "CUST-R");
        other.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        Held.ShouldBe(0);
    }

    [Fact]
    public async Task The_actor_token_is_bound_to_the_files()
    {
        using var taken = await Send(New, ("photo.png", Photo));
        var entry = _portal.Sent().Last(static one => one.Type == LinkEventTypes.ActionRequested);
        var tokens = _portal.Hub.Service<Delivery.Links.ILinkTokens>().ForEntries("acme", [entry])!;
        var claims = new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(tokens[entry.Seq]);

        claims.GetPayloadValue<string>("files").ShouldBe(ActionRequested.DigestOf(Asked().Files));

        await _portal.Hub.Database.Writer.Write(static session => session.Execute("UPDATE held_file SET hash = 'another'"));
        new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(_portal.Hub.Service<Delivery.Links.ILinkTokens>().ForEntries("acme", [entry])![entry.Seq]).GetPayloadValue<string>("files").ShouldNotBe(ActionRequested.DigestOf(Asked().Files));
    }

    private long Pieces => _portal.Hub.Database.Read(static session => session.Long("SELECT count(*) FROM held_file_piece"))!.Value;

    private long Held => _portal.Hub.Database.Read(static session => session.Long("SELECT count(*) FROM held_file"))!.Value;

    private ActionRequested Asked() => ActionRequested.Read(_portal.Sent().Last(static entry => entry.Type == LinkEventTypes.ActionRequested).Data);

    private static string Hash(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(bytes));

    private async Task<byte[]?> Fetch(string site, string request, int place)
    {
        var question = new System.Buffers.ArrayBufferWriter<byte>();
        new GivenFileAsk(request, place).WriteTo(question);
        using var answer = await Links.AskingSite.Ask(_portal.Hub, site, question.WrittenMemory.ToArray());
        return answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsByteArrayAsync() : null;
    }

    private Task<HttpResponseMessage> Send(string page, params (string Name, byte[] Bytes)[] files) => Send(page, Guid.NewGuid().ToString("N"), files);

    private Task<HttpResponseMessage> Send(string page, string key, params (string Name, byte[] Bytes)[] files) => Send(_rita, page, page, key, files, "CUST-R");

    private static async Task<HttpResponseMessage> Send(SignIn.Browser browser, string to, string page, string key, (string Name, byte[] Bytes)[] files, string account)
    {
        var html = await browser.Page(page);
        using var form = new MultipartFormDataContent { HeaderEncodingSelector = static (_, _) => Encoding.UTF8 };
        foreach (var (name, value) in new[] { ("__RequestVerificationToken", SignIn.Browser.Token(html)), ("key", key), ("account", account), ("input.subject", "It leaks") })
        {
            form.Add(new StringContent(value), name);
        }

        foreach (var (name, bytes) in files)
        {
            var content = new ByteArrayContent(bytes);
            content.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"files\"; filename=\"{name.Replace("\\", "\\\\", StringComparison.Ordinal)}\"");
            form.Add(content);
        }

        return await browser.Send(new HttpRequestMessage(HttpMethod.Post, to) { Content = form });
    }
}
