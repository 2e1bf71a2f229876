using Microsoft.AspNetCore.Http;
using SiteHub.Agent.Tests.Files;
using SiteHub.Agent.Tests.SignIn;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol;
using SiteHub.Protocol.Files;

namespace SiteHub.Agent.Tests.Sources;

/// <summary>What bounds a Frappe site's files on their way, and what of its rows is no file of the document's.</summary>
public sealed class FrappeFileBoundsTests : IAsyncLifetime
{
    private const string Account = "CUST-1";

    private readonly FrappeWorld _world = new();
    private FakeHub _fake = null!;
    private AskingHub _hub = null!;
    private string _order = null!;
    private string _file = null!;

    public async ValueTask InitializeAsync()
    {
        _fake = await FakeHub.Started(_world.Site.Time);
        _world.Site.HubUrl = _fake.Url;
        _world.Site.Publications[0] = _world.Site.Publications[0] with { Print = new PrintEntry(null, null), Files = new FilesEntry(null) };
        _order = _world.Insert("printed", new { docstatus = 1 });
        _file = (string)_world.Frappe.Files.Attach(FrappeWorld.Order, _order, "offer.pdf", "%PDF-"u8.ToArray())["name"]!;
        await _world.StartAsync();
        _hub = new AskingHub(_world.Site, _fake);
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        await _fake.DisposeAsync();
    }

    [Theory]
    [InlineData("stops")]
    [InlineData("a byte now and then")]
    public async Task A_site_that_does_not_come_to_an_end_is_not_waited_for(string how)
    {
        _world.Frappe.Files.Instead = async (http, _) =>
        {
            do
            {
                await http.Response.Body.WriteAsync(new byte[1], http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
                await Task.Delay(how == "stops" ? Timeout.Infinite : 2, http.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
            }
            while (!http.RequestAborted.IsCancellationRequested);

            return true;
        };

        var asking = Ask(FileAsk.One, _file);
        for (var minutes = 0.0; minutes < 10 && !asking.IsCompleted; minutes += how == "stops" ? 0.6 : 0.25)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            _world.Site.Time.Advance(TimeSpan.FromMinutes(how == "stops" ? 0.6 : 0.25));
        }

        (await asking.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).Body.ShouldBeNull("what is cut off breaks the connection");
    }

    [Fact]
    public async Task Rows_that_are_another_s_a_folder_or_have_no_id_or_place_that_could_be_are_no_files_of_the_document()
    {
        var files = _world.Frappe.Site;
        Give("folder", "is_folder", 1);
        Give("another name", "attached_to_name", "another");
        Give("another DocType", "attached_to_doctype", "Note");
        Give("long place", "file_url", "/private/files/" + new string('x', 1_000));
        Give("long id", "name", new string('x', FileLimits.MaxId + 1));

        (await Ask(FileAsk.List)).Files.Select(static file => file.Name).ShouldBe(["offer.pdf"]);
        foreach (var row in files.Of("File").Where(row => row.Key != _file))
        {
            (await Ask(FileAsk.One, (string)row.Value["name"]!)).Status.ShouldBe(404, (string)row.Value["file_name"]!);
        }

        (await Ask(FileAsk.One, _file)).Status.ShouldBe(200);

        void Give(string name, string field, System.Text.Json.Nodes.JsonNode value)
        {
            var row = (string)_world.Frappe.Files.Attach(FrappeWorld.Order, _order, name, "%PDF-"u8.ToArray())["name"]!;
            files.Set("File", row, field, value);
        }
    }

    [Fact]
    public async Task What_is_gone_there_is_missing_and_a_key_that_is_known_no_more_is_the_source_s_fault()
    {
        _world.Frappe.Files.Instead = static (http, _) =>
        {
            http.Response.StatusCode = 404;
            return Task.FromResult(true);
        };
        (await Ask(FileAsk.One, _file)).Status.ShouldBe(404);

        _world.Frappe.Files.Instead = null;
        _world.Frappe.Site.Users[0] = _world.Frappe.Site.Users[0] with { Secret = "another" };
        var answer = await Ask(FileAsk.Print);

        (answer.Status, (string)answer.Json["type"]!).ShouldBe((503, Problems.SourceAway));
        ((string)(await _world.Site.Get("/api/v1/source")).Json["state"]!).ShouldBe("needs authorization");
    }

    /// <summary>They are at Frappe, and the pages for those of the site's own documents are not about them.</summary>
    [Fact]
    public async Task The_site_s_own_pages_neither_give_nor_take_a_file_of_a_document_that_lives_elsewhere()
    {
        _fake.Person = new Person("sub-ann", "ann@example.com", "System Manager");
        using var clerk = new Browser(_world.Site);
        await clerk.Open("/");

        await clerk.Open($"/documents/files?handler=Print&docType={Uri.EscapeDataString(FrappeWorld.Order)}&name={_order}");

        clerk.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    private Task<AskedAnswer> Ask(string what, string? file = null) => _hub.Ask(AskingHub.About(what, _order, Account, file, FrappeWorld.Order));
}
