using System.Net;
using System.Net.Http.Headers;
using System.Text;
using SiteHub.Hub.Files;
using SiteHub.Hub.Tests.Customers;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Files;
using SiteHub.Protocol.Links;

namespace SiteHub.Hub.Tests.Files;

/// <summary>What bounds files on their way, and on the hub's disk, where no site and no member means well.</summary>
public sealed class FileBoundsTests : IAsyncLifetime
{
    private const string Offer = FilesFixture.Document + "/files/f1";
    private const string New = "/api/v1/documents/acme/Issue/actions/new";

    private FilesFixture _world = null!;

    public async ValueTask InitializeAsync() => _world = await FilesFixture.Started();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task What_cannot_be_audited_is_not_given_out_and_takes_no_place()
    {
        await Execute("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END");
        for (var i = 0; i <= FilePlaces.OfPerson; i++)
        {
            using var answer = await _world.Rita.Get(Offer);

            answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
            (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain("%PDF");
        }

        await Execute("DROP TRIGGER full");
        using var after = await _world.Rita.Get(Offer);
        after.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_site_that_sends_a_byte_now_and_then_is_waited_for_no_longer_than_five_minutes()
    {
        _world.Site.Answer = static async (site, http, _) =>
        {
            site.Head(http, "offer.pdf");
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.Body.WriteAsync(new byte[1], http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
                await Task.Delay(2, http.RequestAborted);
            }
        };
        using var answer = await _world.Rita.Send(new HttpRequestMessage(HttpMethod.Get, Offer));

        var reading = answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        for (var minutes = 0.0; minutes < 10 && !reading.IsCompleted; minutes += 0.25)
        {
            _world.Portal.Hub.Time.Advance(TimeSpan.FromMinutes(0.25));
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        await Should.ThrowAsync<HttpRequestException>(() => reading.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_site_s_members_together_take_its_places_and_no_other_site_s()
    {
        var places = new FilePlaces();
        var taken = Enumerable.Range(0, FilePlaces.OfSite).Select(person => places.Take($"p{person}", "acme")).ToList();

        taken.ShouldAllBe(static place => place != null);
        places.Take("another", "acme").ShouldBeNull();
        places.Take("another", "globex").ShouldNotBeNull();
        taken[0]!.Dispose();
        taken[0]!.Dispose();
        places.Take("another", "acme").ShouldNotBeNull();
        places.Take("another", "acme").ShouldBeNull();
    }

    [Fact]
    public async Task An_id_that_no_site_gives_is_not_asked_for()
    {
        using var answer = await _world.Rita.Get(FilesFixture.Document + "/files/" + new string('x', FileLimits.MaxId + 1));

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        _world.Site.Asked.ShouldBeEmpty();
    }

    /// <summary>Whoever is not fetched from fills the disk of nobody else.</summary>
    [Theory]
    [InlineData(true, 200, HttpStatusCode.ServiceUnavailable)]
    [InlineData(true, 199, HttpStatusCode.Accepted)]
    [InlineData(false, 200, HttpStatusCode.Accepted)]
    [InlineData(false, 2_048, HttpStatusCode.ServiceUnavailable)]
    public async Task Of_a_member_and_of_all_so_much_waits_and_no_more(bool mine, int megabytes, HttpStatusCode expected)
    {
        await Offers();
        var person = mine ? _world.Portal.PersonOf(PortalFixture.Rita) : "another";
        await Execute($"INSERT INTO held_file (id, person, name, size, hash, created) VALUES ('hld_1', '{person}', 'x', {megabytes * 1024L * 1024}, '', 1)");
        await Execute("INSERT INTO held_file_piece (file, piece, bytes) VALUES ('hld_1', 0, x'00')");

        var (status, body) = await Send("k1", ("photo.png", new byte[1000]));

        status.ShouldBe(expected, body);
        (Held, _world.Portal.Requests).ShouldBe(expected == HttpStatusCode.Accepted ? (2, 1) : (1, 0));
    }

    [Fact]
    public async Task A_key_that_was_used_with_other_files_is_taken()
    {
        await Offers();
        (await Send("k1", ("photo.png", new byte[1000]))).Status.ShouldBe(HttpStatusCode.Accepted);

        foreach (var files in new (string, byte[])[][] { [("other.png", new byte[1000])], [("photo.png", new byte[1001])], [], [("photo.png", new byte[1000]), ("b.png", new byte[1])] })
        {
            var (status, body) = await Send("k1", files);

            (status, body.Contains("idempotency-key-taken", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.UnprocessableEntity, true), body);
        }

        (Held, _world.Portal.Requests).ShouldBe((1, 1));
    }

    [Fact]
    public async Task What_breaks_while_it_is_taken_in_leaves_nothing()
    {
        await Offers();
        await Execute("CREATE TRIGGER full BEFORE INSERT ON held_file_piece WHEN new.piece = 1 BEGIN SELECT RAISE(ABORT, 'full'); END");

        (await Send("k1", ("photo.png", new byte[600_000]))).Status.ShouldBe(HttpStatusCode.InternalServerError);

        (Held, Pieces, _world.Portal.Requests).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task A_form_that_is_larger_than_any_is_not_read()
    {
        await Offers();

        // It is told before it is sent.
        using var request = new HttpRequestMessage(HttpMethod.Post, New) { Content = new ByteArrayContent(new byte[HeldFiles.MostOfForm + 1]) { Headers = { ContentType = new MediaTypeHeaderValue("multipart/form-data") { Parameters = { new NameValueHeaderValue("boundary", "x") } } } } };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await _world.Portal.Token(PortalFixture.Rita));
        request.Headers.ExpectContinue = true;
        using var answer = await _world.Portal.Hub.Http.SendAsync(request, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (Held, _world.Portal.Requests).ShouldBe((0, 0));
    }

    private long Held => _world.Portal.Hub.Database.Read(static session => session.Long("SELECT count(*) FROM held_file"))!.Value;

    private long Pieces => _world.Portal.Hub.Database.Read(static session => session.Long("SELECT count(*) FROM held_file_piece"))!.Value;

    private Task<int> Execute(string sql) => _world.Portal.Hub.Database.Writer.Write(session => session.Execute(sql));

    private Task<Delivery.Links.ApplyOutcome> Offers() => _world.Portal.Acme.Apply(LinkEventTypes.SiteCatalogue, new SiteCatalogue([new CatalogueDocType("Issue", false)], [new CataloguePublication("Issue", 0, [])])
    {
        Actions = [new CatalogueAction("Issue", "new", "Report an issue", false, "buyer", []) { Files = new ActionFiles(2, 1_000_000, ["png"], false) }],
    }.WriteTo);

    private async Task<(HttpStatusCode Status, string Body)> Send(string key, params (string Name, byte[] Bytes)[] files)
    {
        using var form = new MultipartFormDataContent { { new StringContent("""{"account":"CUST-R"}""", Encoding.UTF8), "request" } };
        foreach (var (name, bytes) in files)
        {
            form.Add(new ByteArrayContent(bytes), "files", name);
        }

        var (status, body) = await _world.Portal.Send(HttpMethod.Post, New, await _world.Portal.Token(PortalFixture.Rita), form, key);
        return (status, body?.ToJsonString() ?? "");
    }
}
