using System.Diagnostics;
using System.Text.Json.Nodes;
using SiteHub.Delivery.Tracing;
using SiteHub.EndToEnd.Tests.Console;
using SiteHub.EndToEnd.Tests.Portal;
using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.Tracing;

public sealed class TraceTests
{
    private static readonly ActivitySource Somebody = new(Traces.SourceName);

    /// <summary>One trace id at every step: the save at the site, the link, the commit at the hub, the hub's webhook, its receiver; and the member's click, the site, the effect, and back.</summary>
    [Fact]
    public async Task One_trace_follows_a_document_to_the_hubs_receiver_and_a_click_to_its_effect_and_back()
    {
        await using var traced = await TracedWorld.Start();
        await using var receiver = await MoodyReceiver.Start();
        var world = traced.World;
        await world.Api.PostAsync("/api/v1/webhooks", new JsonObject { ["name"] = "traced", ["docTypes"] = new JsonArray(Quotations.DocType), ["events"] = new JsonArray("on_submit"), ["url"] = receiver.Url.AbsoluteUri });
        string quotation;
        ActivityTraceId saved;
        using (var save = Somebody.StartActivity("somebody saves")!)
        {
            saved = save.TraceId;
            quotation = await world.InsertQuotationAsync("acme");
        }

        await Until.Holds(() => receiver.Traces.ShouldNotBeEmpty());
        await Until.Holds(() =>
        {
            var steps = traced.Spans.Of(saved);
            steps.ShouldContain(static s => s.StartsWith("POST api/resource", StringComparison.Ordinal) || s.StartsWith("POST /api/resource", StringComparison.Ordinal));
            steps.ShouldContain("send document.changed");
            steps.ShouldContain("apply document.changed");
            steps.ShouldContain("deliver");
        });
        receiver.Traces.ShouldAllBe(header => header.Contains(saved.ToHexString(), StringComparison.Ordinal));

        (await world.At("acme").UpdateAsync(Quotations.DocType, quotation, new JsonObject { ["status"] = "Open" })).ShouldSucceed();
        await Until.Holds(async () => ((string?)(await world.Api.DocumentAsync("acme", Quotations.DocType, quotation)).Body["card"]?["status"]).ShouldBe("Open"));
        var customer = await Member.Customer(world, "Riverside", "acme", "CUST-0001");
        using var rita = await Member.Invited(world, customer, "rita@riverside.example", "buyer");
        ActivityTraceId clicked;
        using (var click = Somebody.StartActivity("a member clicks")!)
        {
            clicked = click.TraceId;
            await rita.Ask("acme", Quotations.DocType, quotation, "accept", ("po_no", "PO-1"));
        }

        await Until.Holds(() =>
        {
            var steps = traced.Spans.Of(clicked);
            string[] expected = ["send action.requested", "apply action.requested", "decide action", "do action", "send document.changed", "apply document.changed", "send action.progressed", "apply action.progressed"];
            expected.ShouldBeSubsetOf(steps);
        });
    }
}
