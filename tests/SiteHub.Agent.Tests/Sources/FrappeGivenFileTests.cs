using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SiteHub.Agent.Publications;
using SiteHub.Agent.Tests.Files;
using SiteHub.Agent.Tests.SignIn;
using SiteHub.Delivery.Workers;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Actions;

namespace SiteHub.Agent.Tests.Sources;

/// <summary>Files that a member gave are attached at the Frappe site: to what came of it, once whatever dies in between.</summary>
public sealed class FrappeGivenFileTests : IAsyncLifetime
{
    private const string Order = "Sales Order";
    private const string Customer = "Riverside";
    private static readonly byte[] Photo = RandomNumberGenerator.GetBytes(300_000);

    private readonly FrappeWorld _world = new();
    private FakeHub _fake = null!;
    private GivingHub _hub = null!;
    private string _order = "";

    public async ValueTask InitializeAsync()
    {
        var site = _world.Site;
        _fake = await FakeHub.Started(site.Time);
        site.HubUrl = _fake.Url;
        FieldEntry[] rows = [FrappeWorld.Field("item_code"), FrappeWorld.Field("qty", FieldType.Float), FrappeWorld.Field("rate", FieldType.Currency)];
        site.DocTypes.AddRange(
        [
            new(Order, FrappeWorld.Naming, true, false, null, [FrappeWorld.Field("customer", FieldType.Link, "Customer"), FrappeWorld.Field("status"), FrappeWorld.Field("items", FieldType.Table, "Sales Order Item")], []),
            new("Sales Order Item", FrappeWorld.Naming, false, true, null, rows, []),
        ]);
        site.Publications.Add(new PublicationEntry(Order, "true", [new("status", "status", null)], "customer", CardEntry.Empty));
        site.Actions.Add(Action("order", onDocument: false, new ActionStep.Create(Order, "({ customer: account, delivery_date: '2030-12-24', items: [{ item_code: 'PUMP-1', qty: 1, rate: 5 }] })")));
        site.Actions.Add(Action("attach", onDocument: true));
        _world.Frappe.Site.Insert("Customer", new JsonObject { ["customer_name"] = Customer });
        _order = (string)_world.Frappe.Site.Insert(Order, new JsonObject { ["customer"] = Customer, ["delivery_date"] = "2030-12-24", ["items"] = new JsonArray(new JsonObject { ["item_code"] = "PUMP-1", ["qty"] = 1, ["rate"] = 5 }) })["name"]!;
        await _world.StartAsync();
        _hub = new GivingHub(site, _fake);
        site.Service<WorkerSet>().FirstPause = TimeSpan.FromMilliseconds(5);
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        await _fake.DisposeAsync();
    }

    [Fact]
    public async Task They_are_private_files_of_what_was_made()
    {
        var request = await New(("photo ü \"1\".png", Photo), ("offer.pdf", "%PDF-"u8.ToArray()));

        await _hub.Ends(request, ActionStates.Completed);
        var made = _hub.Row(request).Result!;
        var files = Files();
        files.ShouldAllBe(file => (string)file["attached_to_doctype"]! == Order && (string)file["attached_to_name"]! == made && (int)file["is_private"]! == 1);
        files.Select(static file => (string)file["file_name"]!).ShouldBe([$"photo ü _1_-{request[^6..]}1.png", $"offer-{request[^6..]}2.pdf"]);
        _world.Frappe.Files.Bytes[(string)files[0]["file_url"]!].ShouldBe(Photo);
        (_world.Frappe.Site.Of(Order).Count, _hub.Rest, _world.Site.Database.Read(static session => session.Long("SELECT count(*) FROM document_file"))).ShouldBe((2, 0L, 0L));
    }

    [Theory]
    [InlineData("after")]
    [InlineData("page after")]
    [InlineData("before")]
    public async Task An_answer_that_says_nothing_is_looked_for_and_nothing_is_there_twice(string when)
    {
        _world.Frappe.Files.Instead = (http, path) =>
        {
            _world.Frappe.Files.Instead = null;
            switch (when)
            {
                case "after":
                    _world.Frappe.Faults.DieAfterCommit = 1;
                    break;
                case "page after":
                    _world.Frappe.Faults.FailAfterCommit = 1;
                    break;
                default:
                    _world.Frappe.Faults.DieBefore = 1;
                    break;
            }

            return Task.FromResult(false);
        };

        var request = await New(("photo.png", Photo));
        while (_hub.Row(request).State != ActionStates.Completed)
        {
            _world.Site.Time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Files().Count.ShouldBe(1);
        _world.Frappe.Site.Of(Order).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_step_that_was_asked_for_when_the_process_died_is_looked_for()
    {
        _world.Frappe.Files.Instead = static async (http, _) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
            return true;
        };
        var request = await New(("photo.png", Photo));
        await Eventually.True(() => _world.Site.Database.Read(session => session.Long("SELECT count(*) FROM frappe_step WHERE request = $1 AND state = 'asked' AND json_extract(call, '$.do') = 'attach'", request)) == 1);
        var made = (string)_world.Frappe.Site.Of(Order).Values.Single(order => (string?)order["custom_sitehub_request"] == request)["name"]!;
        await _world.Site.Stop();
        _world.Frappe.Files.Instead = null;
        _world.Frappe.Files.Attach(Order, made, $"photo-{request[^6..]}1.png", Photo);

        await _world.Site.Start();

        await _hub.Ends(request, ActionStates.Completed);
        Files().Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_the_site_does_not_take_is_told_and_the_rest_is_done()
    {
        _world.Frappe.Files.Instead = static async (http, _) =>
        {
            http.Response.StatusCode = 417;
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync("""{"exc_type":"MaxFileSizeReachedError","_server_messages":"[\"{\\\"message\\\": \\\"File size exceeded the maximum allowed size of 0.2 MB\\\"}\"]"}""");
            return true;
        };

        var request = await New(("photo.png", Photo));

        await _hub.Ends(request, ActionStates.Completed);
        _hub.Row(request).Reason.ShouldBe("photo.png was not taken by the company's system: File size exceeded the maximum allowed size of 0.2 MB");
        (_world.Frappe.Site.Of(Order).Count, _hub.Rest).ShouldBe((2, 0L));
    }

    [Fact]
    public async Task They_may_be_given_to_a_document_that_there_is()
    {
        var stored = _world.Site.Database.Read(session => SiteHub.Agent.Documents.StoredDocument.Find(session, Order, _order))!.State.Body;
        var seen = SeenHash.Of(Projection.Of(stored, _world.Site.Service<PublicationSet>().Of(Order)!.Fields).Doc.Span);

        var request = await _hub.Ask("attach", Order, _order, seen, Customer, "{}", ("photo.png", Photo));

        await _hub.Ends(request, ActionStates.Completed);
        ((string)Files().Single()["attached_to_name"]!).ShouldBe(_order);
        _world.Frappe.Site.Of("Comment").Count.ShouldBe(1);
    }

    private List<JsonObject> Files() => [.. _world.Frappe.Site.Of("File").Values];

    private Task<string> New(params (string Name, byte[] Bytes)[] files) => _hub.Ask("order", Order, null, null, Customer, "{}", files);

    private static ActionEntry Action(string name, bool onDocument, params ActionStep[] effect) =>
        new(new CatalogueAction(Order, name, name, onDocument, "buyer", []) { Files = new ActionFiles(2, 1_000_000, ["png", "pdf"], false) }, effect);
}
