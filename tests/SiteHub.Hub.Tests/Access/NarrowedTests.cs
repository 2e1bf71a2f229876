using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using SiteHub.Delivery.Webhooks;
using SiteHub.Operations.Receiving;

namespace SiteHub.Hub.Tests.Access;

/// <summary>What becomes the affair of one site's people keeps from them what it held of another site.</summary>
public sealed class NarrowedTests(TwoSites sites) : IClassFixture<TwoSites>
{
    [Fact]
    public async Task A_webhook_that_is_narrowed_to_their_site_hands_them_nothing_that_waits_of_another()
    {
        await using var receiver = Listening(out var taken);
        await receiver.StartAsync(TestContext.Current.CancellationToken);
        var everywhere = Everywhere;
        await Until(() => Waiting() == 2, "both wait for a receiver that is not there");
        var token = await sites.Hub.Token("operations", "hub.read hub.admin");
        using var shown = await sites.Hub.Get("/api/v1/webhooks/everywhere", token);
        var webhook = (await shown.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!;
        webhook["sites"] = new JsonArray("acme");
        using var content = JsonContent.Create<JsonNode>(webhook);
        using var narrowed = await sites.Hub.Send(HttpMethod.Put, "/api/v1/webhooks/everywhere", token, content);
        narrowed.StatusCode.ShouldBe(HttpStatusCode.OK, await narrowed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        var edit = $"/admin/webhooks/{everywhere.Id}/edit";
        using var changed = await sites.Browser(Who.OperatorHere).Submit(
            edit,
            edit,
            [("Form.Name", "everywhere"), ("Form.Enabled", "true"), ("Form.DocTypes", "Quotation"), ("Form.Events", "on_update"), ("Form.Sites", "acme"), ("Form.Retries", "1h"), ("Form.Url", receiver.Urls.First() + "/mine")]);
        changed.StatusCode.ShouldBe(HttpStatusCode.Redirect);

        await Until(() => Waiting() == 0, "all come to an end");
        taken.ShouldHaveSingleItem().ShouldContain("word of acme");
        var left = sites.Hub.Service<Deliveries>().List(new DeliveryFilter { Webhook = everywhere.Id, Site = "globex" }).Deliveries.ShouldHaveSingleItem();
        left.State.ShouldBe(DeliveryState.Dead);
        (await sites.Browser(Who.Operator).Page($"/admin/deliveries/{left.Id}")).ShouldContain("not for Quotation of site globex any more");

        using var retried = await sites.Hub.Send(HttpMethod.Post, $"/api/v1/deliveries/{left.Id}/retry", token);
        retried.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_receiver_that_is_moved_to_their_site_brings_nothing_along()
    {
        var token = await sites.Hub.Token("operations", "hub.read hub.admin");
        using var content = JsonContent.Create(new { name = "globex-in", scheme = "frappe", site = "acme", user = "clerk@acme.example", docType = "Issue", document = """{"subject": "{{ body.from }}"}""" });
        using var moved = await sites.Hub.Send(HttpMethod.Put, $"/api/v1/receivers/{sites.There.Receiver}", token, content);
        moved.StatusCode.ShouldBe(HttpStatusCode.OK, await moved.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        sites.Hub.Service<ReceiverRows>().Find("globex-in")!.Site.ShouldBe("acme");
        var before = sites.Hub.Service<Receipts>().Find(sites.There.Receipt)!;

        var browser = sites.Browser(Who.OperatorHere);
        using var shown = await browser.Get($"/admin/inbound/{sites.There.Receipt}");
        shown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await browser.Page("/admin/inbound")).ShouldNotContain($"/admin/inbound/{sites.There.Receipt}\"");
        using var worked = await browser.Submit("/admin/inbound?handler=Replay&receiver=globex-in", "/admin/deliveries");
        using var retried = await sites.Hub.Send(HttpMethod.Post, $"/api/v1/receipts/{sites.There.Receipt}/retry", token);
        retried.StatusCode.ShouldBe(HttpStatusCode.Conflict);

        sites.Hub.Service<Receipts>().Find(sites.There.Receipt)!.ShouldSatisfyAllConditions(r => r.State.ShouldBe(before.State), r => r.Due.ShouldBeNull(), r => r.Attempts.ShouldBe(before.Attempts));
        (await sites.Browser(Who.Operator).Page($"/admin/inbound/{sites.There.Receipt}")).ShouldContain("globex");
    }

    [Fact]
    public async Task Their_replays_are_listed_however_many_others_came_after_and_so_is_the_retry_of_one()
    {
        var browser = sites.Browser(Who.OperatorHere);
        using var retried = await browser.Submit($"/admin/deliveries/{sites.Here.Delivery}?handler=Retry", "/admin/deliveries");
        retried.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        for (var i = 0; i < 101; i++)
        {
            await sites.Hub.Service<Replays>().StartAsync(new DeliveryFilter { Name = $"globex {i}", Within = i % 2 == 0 ? ["globex"] : null }, TestContext.Current.CancellationToken);
        }

        var page = await browser.Page("/admin/replays");

        page.ShouldContain("Document: QTN-R");
        page.ShouldContain("Chosen: 1", Case.Sensitive, "the retry of one is a replay too");
        page.ShouldNotContain("globex");
    }

    private WebhookDefinition Everywhere => sites.Hub.Service<WebhookRegistry>().Find("everywhere")!.Definition;

    private long Waiting() => sites.Hub.Service<WebhookRegistry>().Find("everywhere")!.Waiting;

    private static WebApplication Listening(out ConcurrentQueue<string> taken)
    {
        var bodies = taken = new ConcurrentQueue<string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            bodies.Enqueue(await reader.ReadToEndAsync());
            http.Response.StatusCode = 204;
        });
        return app;
    }

    private static async Task Until(Func<bool> holds, string what)
    {
        for (var i = 0; i < 400 && !holds(); i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        holds().ShouldBeTrue(what);
    }
}
