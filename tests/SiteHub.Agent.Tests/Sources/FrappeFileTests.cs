using System.Text;
using Microsoft.AspNetCore.Http;
using SiteHub.Agent.Tests.Files;
using SiteHub.Agent.Tests.SignIn;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol;
using SiteHub.Protocol.Files;

namespace SiteHub.Agent.Tests.Sources;

/// <summary>Files and prints of a Frappe site, asked for by the hub at the member's click.</summary>
public sealed class FrappeFileTests : IAsyncLifetime
{
    private const string Account = "CUST-1";

    private readonly FrappeWorld _world = new();
    private FakeHub _fake = null!;
    private AskingHub _hub = null!;
    private string _order = null!;

    public async ValueTask InitializeAsync()
    {
        _fake = await FakeHub.Started(_world.Site.Time);
        _world.Site.HubUrl = _fake.Url;
        _world.Site.Publications[0] = _world.Site.Publications[0] with
        {
            Print = new PrintEntry("Acme Order & Co", "Acme Head"),
            Files = new FilesEntry("file.name.endsWith('.pdf') || file.name.endsWith('.xml')"),
        };
        _order = _world.Insert("printed", new { docstatus = 1 });
        await _world.StartAsync();
        _hub = new AskingHub(_world.Site, _fake);
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        await _fake.DisposeAsync();
    }

    [Fact]
    public async Task The_print_is_the_company_s_own_format_under_its_letter_head_in_the_member_s_language()
    {
        var answer = await Ask(FileAsk.Print, language: "de");

        answer.Head.ShouldBe(new FileHead($"{_order}.pdf", "application/pdf"));
        answer.Text.ShouldStartWith($"%PDF-1.4\n% {FrappeWorld.Order} in Acme Order & Co under Acme Head");
        answer.Length.ShouldBe(answer.Body!.Length);
        var print = _world.Frappe.Files.Prints.ShouldHaveSingleItem();
        (print["doctype"], print["name"], print["format"], print["letterhead"], print["_lang"], print["no_letterhead"]).ShouldBe((FrappeWorld.Order, _order, "Acme Order & Co", "Acme Head", "de", "0"));
    }

    [Fact]
    public async Task What_was_cancelled_is_not_printed_and_the_member_reads_why()
    {
        _world.Update(_order, new { docstatus = 2 });
        await _world.Sweep();

        var answer = await Ask(FileAsk.Print);

        (answer.Status, (string)answer.Json["type"]!, (string)answer.Json["detail"]!).ShouldBe((422, Problems.FileRefused, "Not allowed to print cancelled documents"));
    }

    [Fact]
    public async Task Whatever_is_no_PDF_is_none()
    {
        foreach (var (ill, status, type) in new[]
        {
            ("a stylesheet is missing", 503, Problems.SourceAway), ("a page", 503, Problems.SourceAway), ("a page called a PDF", 503, Problems.SourceAway), ("gone", 404, Problems.FileMissing), ("too large", 413, Problems.FileTooLarge),
            ("packed", 503, Problems.SourceAway), ("redirect", 503, Problems.SourceAway), ("rights", 503, Problems.SourceAway), ("closes", 503, Problems.SourceAway), ("empty", 503, Problems.SourceAway),
        })
        {
            _world.Frappe.Files.Instead = async (http, _) =>
            {
                switch (ill)
                {
                    case "a stylesheet is missing":
                        await Page(http, 500, "application/json", """{"exception":"OSError: wkhtmltopdf reported an error:\nExit with code 1 due to network error: ContentNotFoundError","exc_type":"OSError"}""");
                        break;
                    case "a page":
                        await Page(http, 200, "text/html", "<h1>Sign in</h1>");
                        break;
                    case "a page called a PDF":
                        await Page(http, 200, "application/pdf", "<h1>Sign in</h1>");
                        break;
                    case "gone":
                        await Page(http, 404, "application/json", """{"exc_type":"DoesNotExistError","_server_messages":"[]"}""");
                        break;
                    case "too large":
                        http.Response.ContentType = "application/pdf";
                        http.Response.ContentLength = 2L * 1024 * 1024 * 1024;
                        await http.Response.WriteAsync("%PDF-1.4");
                        await http.Response.Body.FlushAsync();
                        await Gone(http);
                        break;
                    case "packed":
                        http.Response.Headers.ContentEncoding = "gzip";
                        await Page(http, 200, "application/pdf", "%PDF-1.4");
                        break;
                    case "redirect":
                        http.Response.Redirect(_world.Frappe.Url + "elsewhere");
                        break;
                    case "rights":
                        await Page(http, 403, "application/json", """{"exc_type":"PermissionError","_server_messages":"[\"{\\\"message\\\": \\\"User <strong>hub@acme.example</strong> does not have doctype access\\\"}\"]"}""");
                        break;
                    case "closes":
                        http.Abort();
                        break;
                    case "empty":
                        http.Response.ContentType = "application/pdf";
                        break;
                }

                return true;
            };

            var answer = await Ask(FileAsk.Print);

            (ill, answer.Status, (string)answer.Json["type"]!).ShouldBe((ill, status, type));
            _world.Site.Time.Advance(TimeSpan.FromMinutes(20));
        }

        _world.Frappe.Requests.ShouldNotContain(static request => request.Path.Contains("elsewhere", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Files_private_ones_too_are_listed_by_the_rule_and_come_by_the_source_s_key()
    {
        Attach("offer ü #1 50%.pdf", "%PDF-1.4 offer");
        Attach("e-invoice.xml", "<Invoice/>", isPrivate: false);
        Attach("costs.xlsx", "internal");

        var list = (await Ask(FileAsk.List)).Files;

        list.Select(static file => (file.Name, file.Size)).ShouldBe([("offer ü #1 50_.pdf", 14L), ("e-invoice.xml", 10L)]);
        list[0].At!.Value.ShouldBe(_world.Site.Time.GetUtcNow(), TimeSpan.FromMinutes(10));
        var offer = await Ask(FileAsk.One, list[0].Id);
        (offer.Head!.Type, offer.Text, offer.Length).ShouldBe(("application/pdf", "%PDF-1.4 offer", null));
        var invoice = await Ask(FileAsk.One, list[1].Id);
        (invoice.Head!.Type, invoice.Text).ShouldBe(("application/xml", "<Invoice/>"));
    }

    [Fact]
    public async Task What_the_rule_hides_and_what_is_another_document_s_is_not_given_by_its_id()
    {
        var hidden = (string)Attach("costs.xlsx", "internal")["name"]!;
        var other = _world.Insert("other", new { customer_name = "CUST-2" });
        var theirs = (string)_world.Frappe.Files.Attach(FrappeWorld.Order, other, "theirs.pdf", "%PDF-"u8.ToArray())["name"]!;
        var ours = (string)Attach("ours.pdf", "%PDF-")["name"]!;

        (await Ask(FileAsk.One, hidden)).Status.ShouldBe(404);
        (await Ask(FileAsk.One, theirs)).Status.ShouldBe(404);
        (await Ask(FileAsk.One, "%")).Status.ShouldBe(404);
        (await Ask(FileAsk.One, ours)).Status.ShouldBe(200);
        _world.Frappe.Requests.Count(static request => request.Path.StartsWith("/private/", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Where_a_file_is_said_to_be_leads_nowhere_but_to_the_folders_of_files()
    {
        foreach (var url in new[]
        {
            "https://evil.example/x.pdf", "http://169.254.169.254/latest/meta-data", "//evil.example/private/files/x.pdf", "/private/files/../../api/method/frappe.auth.get_logged_user", "/private/files/..", "/private/files/", "/private/files//x.pdf",
            "/api/method/frappe.core.doctype.user.user.generate_keys?user=Administrator", "/private/files/a\\..\\b", "private/files/x.pdf", "/private/files/x\r\nHost: evil", "", "/Private/files/x.pdf", "@evil.example/private/files/x.pdf", "/private/backups/db.sql.gz",
        })
        {
            _world.Frappe.Files.Attach(FrappeWorld.Order, _order, "x.pdf", "%PDF-"u8.ToArray(), url: url);
        }

        (await Ask(FileAsk.List)).Files.ShouldBeEmpty();
        foreach (var row in _world.Frappe.Site.Of("File").Keys.ToList())
        {
            (await Ask(FileAsk.One, row)).Status.ShouldBe(404, row);
        }

        _world.Frappe.Files.Attach(FrappeWorld.Order, _order, "x.pdf", "%PDF-1"u8.ToArray(), url: "/private/files/50% %2e%2e ?a=b#c.pdf");
        var last = (await Ask(FileAsk.List)).Files.ShouldHaveSingleItem();
        (await Ask(FileAsk.One, last.Id)).Text.ShouldBe("%PDF-1");
    }

    [Fact]
    public async Task A_page_in_the_place_of_a_file_and_a_body_without_end_are_no_file()
    {
        var id = (string)Attach("offer.pdf", "%PDF-")["name"]!;
        _world.Frappe.Files.Instead = static async (http, _) =>
        {
            await Page(http, 200, "text/html", "<h1>Sign in</h1>");
            return true;
        };
        (await Ask(FileAsk.One, id)).Status.ShouldBe(503);

        _world.Frappe.Files.Instead = static async (http, _) =>
        {
            var piece = new byte[1024 * 1024];
            for (var sent = 0L; sent <= FileLimits.MaxBytes && !http.RequestAborted.IsCancellationRequested; sent += piece.Length)
            {
                await http.Response.Body.WriteAsync(piece, CancellationToken.None);
            }

            return true;
        };
        (await Ask(FileAsk.One, id)).Body.ShouldBeNull("what is cut off breaks the connection");

        _world.Frappe.Files.Instead = static async (http, _) =>
        {
            // Kestrel breaks the connection of whoever writes less than was said.
            http.Response.ContentLength = 5000;
            await http.Response.Body.WriteAsync(new byte[1000]);
            await http.Response.Body.FlushAsync();
            return true;
        };
        (await Ask(FileAsk.One, id)).Body.ShouldBeNull();
    }

    [Fact]
    public async Task A_site_in_maintenance_or_that_knows_the_key_no_more_is_said_to_be_away()
    {
        _world.Frappe.Faults.Maintenance = true;
        var answer = await Ask(FileAsk.List);
        (answer.Status, (string)answer.Json["type"]!).ShouldBe((503, Problems.SourceAway));
        _world.Frappe.Faults.Maintenance = false;
        _world.Site.Time.Advance(TimeSpan.FromMinutes(10));
        _world.Frappe.Site.Users[0] = _world.Frappe.Site.Users[0] with { Secret = "another" };

        (await Ask(FileAsk.Print)).Status.ShouldBe(503);
        (await Ask(FileAsk.List)).Status.ShouldBe(503);
    }

    [Fact]
    public async Task A_member_who_reads_slowly_holds_up_no_sweep()
    {
        var id = (string)Attach("offer.pdf", "%PDF-")["name"]!;
        var go = new TaskCompletionSource();
        var begun = 0;
        _world.Frappe.Files.Instead = async (http, _) =>
        {
            await http.Response.Body.WriteAsync(new byte[1000]);
            await http.Response.Body.FlushAsync();
            Interlocked.Increment(ref begun);
            await go.Task;
            return true;
        };
        var slow = Enumerable.Range(0, FrappeBudget.Default.AtOnce + 1).Select(_ => Ask(FileAsk.One, id)).ToList();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (Volatile.Read(ref begun) < slow.Count)
        {
            await Task.Delay(10, limit.Token);
        }

        _world.Insert("meanwhile");
        await _world.Sweep();

        _world.ShouldEqualTheSite();
        go.SetResult();
        await Task.WhenAll(slow);
    }

    private System.Text.Json.Nodes.JsonObject Attach(string name, string text, bool isPrivate = true) => _world.Frappe.Files.Attach(FrappeWorld.Order, _order, name, Encoding.UTF8.GetBytes(text), isPrivate);

    private Task<AskedAnswer> Ask(string what, string? file = null, string language = "en") => _hub.Ask(AskingHub.About(what, _order, Account, file, FrappeWorld.Order, language));

    private static async Task Gone(HttpContext http)
    {
        var gone = new TaskCompletionSource();
        await using var _ = http.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    private static async Task Page(HttpContext http, int status, string type, string body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        await http.Response.WriteAsync(body);
    }
}
