using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using SiteHub.Hub.Files;
using SiteHub.Hub.Tests.Customers;
using SiteHub.Protocol;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Files;

namespace SiteHub.Hub.Tests.Files;

/// <summary>A document's files and print in the portal: passed on from the site to whoever may see the document, whole or not at all, under headers of the hub's own.</summary>
public sealed class FileTests : IAsyncLifetime
{
    private const string Offer = FilesFixture.Document + "/files/f1";

    private static readonly DateTimeOffset At = new(2026, 3, 4, 5, 6, 0, TimeSpan.Zero);

    private FilesFixture _world = null!;

    private AnsweringSite Site => _world.Site;

    private SignIn.Browser Rita => _world.Rita;

    public async ValueTask InitializeAsync() => _world = await FilesFixture.Started();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task The_document_s_page_has_its_print_and_a_list_of_its_files_and_each_comes_by_a_click()
    {
        Site.Answer = static (site, http, asked) => asked.What switch
        {
            FileAsk.List => site.List(http, new ListedFile("f1", "offer ü.pdf", 12_345, At), new ListedFile("f2", "e-invoice.xml", null, null)),
            _ => site.File(http, "offer ü.pdf", "%PDF-1.4 offer"u8.ToArray()),
        };

        var page = await Rita.Page(FilesFixture.Document);
        page.ShouldContain($"href=\"{FilesFixture.Document}/print\"");
        page.ShouldContain($"hx-get=\"{FilesFixture.Document}/files\"");
        var list = WebUtility.HtmlDecode(await Rita.Page(FilesFixture.Document + "/files"));
        list.ShouldContain("offer ü.pdf");
        list.ShouldContain("12.3 kB");
        list.ShouldContain("e-invoice.xml");
        using var file = await Rita.Get(Offer);

        file.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await file.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe("%PDF-1.4 offer"u8.ToArray());
        Site.Asked.Last().ShouldBe(new FileAsk(FileAsk.One, "Quotation", "QTN-R", "CUST-R", _world.Portal.PersonOf(PortalFixture.Rita), "en", "f1"));
    }

    [Fact]
    public async Task All_headers_are_the_hub_s_own_and_nobody_keeps_it()
    {
        Site.Answer = static async (site, http, _) =>
        {
            http.Response.Headers["Set-Cookie"] = "stolen=1";
            http.Response.Headers["Content-Disposition"] = "inline; filename=\"setup.exe\"";
            http.Response.Headers["Access-Control-Allow-Origin"] = "*";
            http.Response.Headers["Cache-Control"] = "public, max-age=9999";
            http.Response.Headers["Content-Security-Policy"] = "";
            await site.File(http, "offer ü.pdf", "%PDF-1.4"u8.ToArray());
        };

        using var file = await Rita.Get(Offer);

        file.Headers.Contains("Set-Cookie").ShouldBeFalse();
        file.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
        file.Headers.CacheControl!.ToString().ShouldBe("no-store, private");
        file.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        file.Headers.GetValues("Content-Security-Policy").Single().ShouldBe("sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        file.Content.Headers.GetValues("Content-Disposition").Single().ShouldBe("attachment; filename=\"offer _.pdf\"; filename*=UTF-8''offer%20%C3%BC.pdf");
        file.Content.Headers.ContentType!.ToString().ShouldBe("application/pdf");
        file.Content.Headers.ContentLength.ShouldBe(8);
    }

    private static readonly (string Given, string Shown)[] Names =
    [
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie_ x=1.pdf"),
        ("a\"; filename=\"setup.exe", "a__ filename=_setup.exe"),
        ("\u202Efdp.exe", "fdp.exe"),
        ("invoice\u202E\u2066fdp.exe", "invoicefdp.exe"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\system32\\calc.pdf", "calc.pdf"),
        ("..", "file"),
        ("\u0000\u0001", "file"),
        ("con.pdf", "_con.pdf"),
        ("LPT1.pdf.xml", "_LPT1.pdf.xml"),
        (".htaccess", "htaccess"),
        ("name.pdf.", "name.pdf"),
        (new string('x', 300) + ".pdf", new string('x', 76) + ".pdf"),
        (new string('\u00fc', 300), new string('\u00fc', 80)),
        ("a%0d%0ab.pdf", "a_0d_0ab.pdf"),
        ("\ufeffoffer.pdf", "offer.pdf"),
        ("offer\u2028.pdf", "offer.pdf"),
    ];

    [Fact]
    public async Task A_name_is_never_more_than_a_name()
    {
        foreach (var (given, shown) in Names)
        {
            Site.Answer = (site, http, asked) => asked.What == FileAsk.List ? site.List(http, new ListedFile("f1", given, 1, null)) : site.File(http, given, [1]);

            using var file = await Rita.Get(Offer);
            var list = WebUtility.HtmlDecode(await Rita.Page(FilesFixture.Document + "/files"));

            var disposition = file.Content.Headers.GetValues("Content-Disposition").Single();
            Uri.UnescapeDataString(disposition[(disposition.IndexOf("''", StringComparison.Ordinal) + 2)..]).ShouldBe(shown);
            disposition.Count(static c => c == '"').ShouldBe(2, disposition);
            disposition.All(static c => c is >= ' ' and <= '~').ShouldBeTrue(disposition);
            file.Headers.Contains("Set-Cookie").ShouldBeFalse(given);
            list.ShouldContain($">{shown}</a>");
        }
    }

    [Fact]
    public async Task A_kind_that_a_browser_would_run_is_bytes_whatever_the_site_calls_it()
    {
        foreach (var (name, type) in new[] { ("page.html", "text/html"), ("picture.svg", "image/svg+xml"), ("offer.pdf.hta", "application/pdf"), ("run.js", "application/pdf"), ("no ending", "text/html") })
        {
            Site.Answer = (site, http, _) => site.File(http, name, "<script>alert(1)</script>"u8.ToArray(), type);

            using var file = await Rita.Get(Offer);

            file.Content.Headers.ContentType!.ToString().ShouldBe("application/octet-stream", name);
            file.Content.Headers.GetValues("Content-Disposition").Single().ShouldStartWith("attachment;");
        }
    }

    [Theory]
    [InlineData(FilesFixture.Document + "/files")]
    [InlineData(FilesFixture.Document + "/files/f1")]
    [InlineData(FilesFixture.Document + "/print")]
    public async Task To_another_customer_it_is_not_there_and_the_site_is_not_asked(string path)
    {
        using var leo = await (await _world.Portal.Browser(PortalFixture.Leo)).Get(path);
        using var strangers = new SignIn.Browser(_world.Portal.Hub);
        using var stranger = await strangers.Get(path);

        leo.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        stranger.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        Site.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_member_who_is_none_any_more_gets_nothing_from_then_on()
    {
        using (var before = await Rita.Get(Offer))
        {
            before.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        using var removed = await _world.Portal.Hub.Send(HttpMethod.Delete, $"/api/v1/customers/{_world.Portal.Riverside}/members/{_world.Portal.PersonOf(PortalFixture.Rita)}", await _world.Portal.Operator());
        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var after = await Rita.Get(Offer);
        using var print = await Rita.Get(FilesFixture.Document + "/print");

        (after.StatusCode, print.StatusCode).ShouldBe((HttpStatusCode.NotFound, HttpStatusCode.NotFound));
        Site.Asked.Count.ShouldBe(1);
        _world.Audited().Select(static entry => (entry.What, entry.Outcome)).ShouldBe([("file.read", "done"), ("file.read", "refused"), ("document.printed", "refused")]);
        _world.Audited()[0].Details!.ShouldContain("offer.pdf");
    }

    [Fact]
    public async Task What_the_site_does_not_offer_is_not_asked_for()
    {
        await _world.Tell(print: null, files: false);

        foreach (var path in new[] { "/files", "/files/f1", "/print" })
        {
            using var answer = await Rita.Get(FilesFixture.Document + path);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        (await Rita.Page(FilesFixture.Document)).ShouldNotContain("document-files");
        Site.Asked.ShouldBeEmpty();
    }

    private static readonly (string Ill, HttpStatusCode Status, string Words)[] Ills =
    [
        ("html", HttpStatusCode.BadGateway, "cannot give it"),
        ("html with 404", HttpStatusCode.BadGateway, "cannot give it"),
        ("redirect", HttpStatusCode.BadGateway, "cannot give it"),
        ("signed by another", HttpStatusCode.BadGateway, "cannot give it"),
        ("head of another answer", HttpStatusCode.BadGateway, "cannot give it"),
        ("head that is none", HttpStatusCode.BadGateway, "something else"),
        ("packed", HttpStatusCode.BadGateway, "cannot give it"),
        ("2 GiB", HttpStatusCode.BadGateway, "too large"),
        ("closes", HttpStatusCode.BadGateway, "cannot give it"),
        ("missing", HttpStatusCode.NotFound, "It is not there"),
        ("refused", HttpStatusCode.Conflict, "Cancelled documents are not printed. <b>"),
        ("too large", HttpStatusCode.BadGateway, "too large"),
        ("source away", HttpStatusCode.BadGateway, "cannot give it"),
        ("json", HttpStatusCode.BadGateway, "something else"),
    ];

    [Fact]
    public async Task Whatever_is_not_the_file_is_said_in_words_on_a_page()
    {
        foreach (var (ill, status, words) in Ills)
        {
            Site.Answer = (site, http, _) => Fail(ill, site, http);

            using var answer = await Rita.Get(Offer);
            var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

            answer.StatusCode.ShouldBe(status, ill);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html", ill);
            answer.Headers.CacheControl!.NoStore.ShouldBeTrue(ill);
            WebUtility.HtmlDecode(html).ShouldContain(words, customMessage: ill);
            html.ShouldNotContain(". <b>");
            html.ShouldContain("Back to the document");
        }

        Site.Paths.ShouldNotContain("/elsewhere");
        _world.Audited().Count.ShouldBe(Ills.Length);
        _world.Audited().ShouldAllBe(static entry => entry.Outcome == "refused");
    }

    private static async Task Fail(string ill, AnsweringSite site, HttpContext http)
    {
        switch (ill)
        {
            case "html" or "html with 404":
                http.Response.StatusCode = ill == "html" ? 200 : 404;
                http.Response.ContentType = "text/html";
                await http.Response.WriteAsync("<h1>Sign in to the proxy</h1>");
                break;
            case "redirect":
                http.Response.Redirect($"{site.Url}elsewhere");
                break;
            case "signed by another":
                site.Head(http, "offer.pdf");
                http.Response.Headers["sitehub-signature"] = "v1,AAAA";
                await http.Response.WriteAsync("%PDF-");
                break;
            case "head of another answer":
                site.Head(http, "offer.pdf");
                http.Response.Headers["sitehub-head"] = System.Buffers.Text.Base64Url.EncodeToString("""{"name":"other.pdf","type":"application/pdf"}"""u8);
                await http.Response.WriteAsync("%PDF-");
                break;
            case "head that is none":
                http.Response.Headers["sitehub-head"] = "W10";
                await site.Whole(http, 200, "[]"u8.ToArray());
                break;
            case "packed":
                site.Head(http, "offer.pdf");
                http.Response.Headers.ContentEncoding = "gzip";
                await using (var gzip = new System.IO.Compression.GZipStream(http.Response.Body, System.IO.Compression.CompressionLevel.SmallestSize))
                {
                    await gzip.WriteAsync(new byte[1024 * 1024]);
                }

                break;
            case "2 GiB":
                site.Head(http, "offer.pdf");
                http.Response.ContentLength = 2L * 1024 * 1024 * 1024;
                await http.Response.StartAsync();
                break;
            case "closes":
                http.Abort();
                break;
            case "missing":
                await site.Refuse(http, 404, Problems.FileMissing, "no");
                break;
            case "refused":
                await site.Refuse(http, 422, Problems.FileRefused, "Cancelled documents are not printed. <b>");
                break;
            case "too large":
                await site.Refuse(http, 413, Problems.FileTooLarge, "no");
                break;
            case "source away":
                await site.Refuse(http, 503, Problems.SourceAway, "no");
                break;
            case "json":
                await site.List(http);
                break;
        }
    }

    [Theory]
    [InlineData("ends early")]
    [InlineData("chunks break")]
    [InlineData("more than is passed on")]
    [InlineData("never ends")]
    public async Task A_part_is_never_taken_for_the_whole(string how)
    {
        // The member has the answer's head by now.
        var begun = new TaskCompletionSource();
        Site.Answer = async (site, http, _) =>
        {
            site.Head(http, "offer.pdf");
            var piece = new byte[64 * 1024];
            switch (how)
            {
                case "ends early":
                    http.Response.ContentLength = 10 * piece.Length;
                    await http.Response.Body.WriteAsync(piece);
                    await http.Response.Body.FlushAsync();
                    break;
                case "chunks break":
                    await http.Response.Body.WriteAsync(piece);
                    await http.Response.Body.FlushAsync();
                    await begun.Task;
                    http.Abort();
                    break;
                case "more than is passed on":
                    for (var sent = 0L; sent <= FileLimits.MaxBytes && !http.RequestAborted.IsCancellationRequested; sent += piece.Length)
                    {
                        await http.Response.Body.WriteAsync(piece, http.RequestAborted);
                    }

                    break;
                case "never ends":
                    await http.Response.Body.WriteAsync(piece);
                    await http.Response.Body.FlushAsync();
                    await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted);
                    break;
            }
        };

        using var answer = await Rita.Send(new HttpRequestMessage(HttpMethod.Get, Offer));
        begun.SetResult();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var reading = answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        while (how == "never ends" && !reading.IsCompleted)
        {
            _world.Portal.Hub.Time.Advance(TimeSpan.FromSeconds(31));
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        await Should.ThrowAsync<HttpRequestException>(() => reading);
    }

    [Fact]
    public async Task A_site_that_does_not_begin_in_time_is_said_to_be_away()
    {
        Site.Answer = static (_, http, _) => Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted);

        var asking = Rita.Get(Offer);
        while (!asking.IsCompleted)
        {
            _world.Portal.Hub.Time.Advance(TimeSpan.FromSeconds(40));
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        using var answer = await asking;
        answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
    }

    [Fact]
    public async Task One_member_takes_a_few_places_and_not_all_and_they_are_given_back()
    {
        var go = new TaskCompletionSource();
        Site.Answer = async (site, http, _) =>
        {
            site.Head(http, "offer.pdf");
            await http.Response.Body.WriteAsync(new byte[1]);
            await http.Response.Body.FlushAsync();
            await go.Task.WaitAsync(http.RequestAborted);
        };
        var open = new List<HttpResponseMessage>();
        for (var i = 0; i < FilePlaces.OfPerson; i++)
        {
            open.Add(await Rita.Send(new HttpRequestMessage(HttpMethod.Get, Offer)));
        }

        using var more = await Rita.Get(Offer);
        using var list = await Rita.Get(FilesFixture.Document + "/files");
        using var vera = await (await _world.Portal.Browser(PortalFixture.Vera)).Send(new HttpRequestMessage(HttpMethod.Get, Offer));

        (more.StatusCode, list.StatusCode, vera.StatusCode).ShouldBe((HttpStatusCode.TooManyRequests, HttpStatusCode.OK, HttpStatusCode.OK));
        (await list.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("Several files are under way");
        (await more.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("Several files are under way");
        go.SetResult();
        foreach (var answer in open)
        {
            await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            answer.Dispose();
        }

        HttpStatusCode after;
        do
        {
            using var answer = await Rita.Get(Offer);
            after = answer.StatusCode;
        }
        while (after == HttpStatusCode.TooManyRequests);

        after.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_is_disabled_while_it_comes_gets_no_more_of_it()
    {
        Site.Answer = static async (site, http, _) =>
        {
            site.Head(http, "offer.pdf");
            await http.Response.Body.WriteAsync(new byte[1000]);
            await http.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted);
        };
        using var answer = await Rita.Send(new HttpRequestMessage(HttpMethod.Get, Offer));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);

        using var disabled = await _world.Portal.Hub.Send(HttpMethod.Post, $"/api/v1/people/{_world.Portal.PersonOf(PortalFixture.Rita)}/disable", await _world.Portal.Operator());
        disabled.IsSuccessStatusCode.ShouldBeTrue();

        await Should.ThrowAsync<HttpRequestException>(() => answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_print_is_a_PDF_of_that_document_s_name_in_the_member_s_language()
    {
        Site.Answer = static (site, http, _) => site.File(http, "whatever.exe", "%PDF-1.4"u8.ToArray());

        using var request = new HttpRequestMessage(HttpMethod.Get, FilesFixture.Document + "/print") { Headers = { { "Accept-Language", "de" } } };
        using var print = await Rita.Send(request);

        print.Content.Headers.ContentType!.ToString().ShouldBe("application/pdf");
        print.Content.Headers.GetValues("Content-Disposition").Single().ShouldStartWith("attachment; filename=\"QTN-R.pdf\"");
        var asked = Site.Asked.ShouldHaveSingleItem();
        (asked.What, asked.Language, asked.File).ShouldBe((FileAsk.Print, "de", null));
        _world.Audited().ShouldHaveSingleItem().What.ShouldBe("document.printed");
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/octet-stream")]
    [InlineData("application/pdfx")]
    public async Task What_is_no_PDF_is_no_print_where_the_site_prints_PDF(string type)
    {
        Site.Answer = (site, http, _) => site.File(http, "x", "<script>"u8.ToArray(), type);

        using var print = await Rita.Get(FilesFixture.Document + "/print");

        print.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await print.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("answered something else");
    }

    [Fact]
    public async Task A_page_that_is_printed_runs_and_fetches_nothing()
    {
        await _world.Tell(DocumentPrints.Page, files: false);
        Site.Answer = static (site, http, _) => site.File(http, "x", Encoding.UTF8.GetBytes("<style>p{}</style><script>alert(1)</script><img src=//evil>"), "text/html; charset=utf-8");

        using var print = await Rita.Get(FilesFixture.Document + "/print");

        print.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        print.Content.Headers.GetValues("Content-Disposition").Single().ShouldBe("inline");
        print.Headers.GetValues("Content-Security-Policy").Single().ShouldBe("sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        print.Headers.GetValues("X-Frame-Options").Single().ShouldBe("DENY");
    }

    [Fact]
    public async Task What_a_member_writes_into_the_address_is_nothing_but_an_id()
    {
        foreach (var file in new[] { "..%2F..%2Fetc%2Fpasswd", "http:%2F%2F169.254.169.254%2F", "%00", "f1%0d%0aHost:%20evil" })
        {
            using var _ = await Rita.Get($"{FilesFixture.Document}/files/{file}");
        }

        using var tooLong = await Rita.Get($"{FilesFixture.Document}/files/{new string('x', FileLimits.MaxId + 1)}");
        tooLong.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        Site.Paths.Where(static path => path.EndsWith("/ask", StringComparison.Ordinal)).Distinct().ShouldBe(["/sitehub/v1/links/acme/ask"]);
        Site.Asked.ShouldAllBe(static asked => asked.Name == "QTN-R" && asked.Account == "CUST-R");
    }
}
