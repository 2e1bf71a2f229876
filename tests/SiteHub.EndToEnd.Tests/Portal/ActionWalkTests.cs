using System.Net;
using System.Text.Json.Nodes;
using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.Portal;

/// <summary>From the form on the page to the document at the site, and back.</summary>
public sealed class ActionWalkTests(PortalWorld portal) : IClassFixture<PortalWorld>
{
    private const string Slug = "acme";
    private const string Order = "Sales Order";

    private readonly World _world = portal.World;
    private readonly Member _rita = portal.Rita;
    private readonly Member _ralf = portal.Ralf;

    [Fact]
    public async Task An_accepted_quotation_is_an_order_at_the_site_and_both_are_seen_in_the_portal()
    {
        var quotation = await Quoted();

        await _rita.Ask(Slug, Quotations.DocType, quotation, "accept", ("po_no", "PO-77"));

        var request = await Ended(quotation, "completed");
        var order = (string)request["result"]!["name"]!;
        Orders.Of(_world, Slug, quotation).ShouldBe([order]);
        var saved = (await _world.At(Slug).ReadAsync(Order, order)).ShouldSucceed().Json["data"]!;
        ((int)saved["docstatus"]!, (string)saved["po_no"]!, (string)saved["owner"]!).ShouldBe((1, "PO-77", "rita@riverside.example"));
        await Until.Holds(async () => (await _rita.Page($"/documents/{Slug}/Sales%20Order/{order}")).ShouldContain("PO-77"));
        (await _rita.Page($"/documents/{Slug}/Quotation/{quotation}")).ShouldContain("Ordered");
        KindsOf("rita@riverside.example").ShouldBe(["Contact"]);
    }

    [Fact]
    public async Task Two_who_accept_at_once_make_one_order_and_one_is_told_why_not()
    {
        var quotation = await Quoted();
        var forms = await Task.WhenAll(_rita.Form(Slug, Quotations.DocType, quotation, "accept"), _ralf.Form(Slug, Quotations.DocType, quotation, "accept"));

        (await Task.WhenAll(forms.Select(static send => send()))).ShouldBe([HttpStatusCode.Redirect, HttpStatusCode.Redirect]);

        var requests = new List<JsonNode>();
        await Until.Holds(async () => (requests = await Requests(quotation)).Select(static request => (string)request["state"]!).Order().ShouldBe(["completed", "refused"]));
        Orders.Of(_world, Slug, quotation).Count.ShouldBe(1);
        ((string)requests.Single(static request => (string)request["state"]! == "refused")["reason"]!).ShouldContain("changed meanwhile");
    }

    [Fact]
    public async Task A_site_that_is_down_is_waited_for_and_then_does_it()
    {
        var quotation = await Quoted();
        _world.Site(Slug).Kill();

        await _rita.Ask(Slug, Quotations.DocType, quotation, "accept");

        ((string)(await Requests(quotation)).ShouldHaveSingleItem()["state"]!).ShouldBe("requested");
        (await _rita.Page("/actions/" + (await Requests(quotation))[0]["request"])).ShouldContain("It waits for the company");
        await _world.Site(Slug).StartAsync();
        await Ended(quotation, "completed");
        Orders.Of(_world, Slug, quotation).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_changed_meanwhile_refuses_it_and_the_member_sees_both_versions()
    {
        var quotation = await Quoted();
        _world.WireTo("hub").Meddle = passage => passage.IsBatch ? passage.AnswerAsync(503) : passage.GoThroughAsync();
        (await _world.At(Slug).UpdateAsync(Quotations.DocType, quotation, new JsonObject { ["po_no"] = "changed at the site" })).ShouldSucceed();

        await _rita.Ask(Slug, Quotations.DocType, quotation, "accept");
        await Task.Delay(500, TestContext.Current.CancellationToken);
        _world.WireTo("hub").Meddle = static passage => passage.GoThroughAsync();

        var request = await Ended(quotation, "refused");
        await Until.Holds(async () => (await _rita.Page($"/actions/{request["request"]}")).ShouldSatisfyAllConditions(
            static page => page.ShouldContain("What changed since you saw it"), static page => page.ShouldContain("changed at the site")));
        Orders.Of(_world, Slug, quotation).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_only_the_company_s_own_people_see_refuses_nothing()
    {
        var quotation = await Quoted();
        _world.WireTo("hub").Meddle = passage => passage.IsBatch ? passage.AnswerAsync(503) : passage.GoThroughAsync();
        (await _world.At(Slug).UpdateAsync(Quotations.DocType, quotation, new JsonObject { ["remarks"] = "call them" })).ShouldSucceed();

        await _rita.Ask(Slug, Quotations.DocType, quotation, "accept");
        _world.WireTo("hub").Meddle = static passage => passage.GoThroughAsync();

        await Ended(quotation, "completed");
    }

    [Fact]
    public async Task A_withdrawal_in_time_wins_and_one_too_late_loses()
    {
        var (early, late) = (await Quoted(), await Quoted());
        _world.Site(Slug).Kill();
        await _rita.Ask(Slug, Quotations.DocType, early, "accept");
        var request = (string)(await Requests(early))[0]["request"]!;
        (await _rita.Withdraw(request)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await _rita.Page($"/actions/{request}")).ShouldContain("You have taken it back");
        await _world.Site(Slug).StartAsync();
        await Ended(early, "withdrawn");

        await _rita.Ask(Slug, Quotations.DocType, late, "accept");
        var done = await Ended(late, "completed");
        (await _rita.Withdraw((string)done["request"]!)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await _rita.Page("/actions")).ShouldContain("It was too late to take it back.");

        Orders.Of(_world, Slug, early).ShouldBeEmpty();
        Orders.Of(_world, Slug, late).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_lost_the_right_before_the_site_heard_of_it_is_refused_there()
    {
        var quotation = await Quoted();
        _world.Site(Slug).Kill();
        using var leaver = await Member.Invited(_world, portal.Customer, "leaver@riverside.example", "buyer");
        await leaver.Ask(Slug, Quotations.DocType, quotation, "accept");
        var members = (await _world.Api.GetAsync($"/api/v1/customers/{portal.Customer}"))["members"]!.AsArray();
        var person = (string)members.Single(static member => (string)member!["email"]! == "leaver@riverside.example")!["person"]!;
        using var removed = await _world.Api.SendAsync(HttpMethod.Delete, $"/api/v1/customers/{portal.Customer}/members/{person}");
        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await _world.Site(Slug).StartAsync();

        ((string)(await Ended(quotation, "refused"))["reason"]!).ShouldContain("may no longer ask");
        Orders.Of(_world, Slug, quotation).ShouldBeEmpty();
    }

    [Fact]
    public async Task Declining_says_why_at_the_site()
    {
        var quotation = await Quoted();

        await _rita.Ask(Slug, Quotations.DocType, quotation, "decline", ("reason", "Too dear"));

        await Ended(quotation, "completed");
        var lost = (await _world.At(Slug).ReadAsync(Quotations.DocType, quotation)).ShouldSucceed().Json["data"]!;
        ((string)lost["status"]!, (string)lost["order_lost_reason"]!).ShouldBe(("Lost", "Too dear"));
    }

    private async Task<string> Quoted()
    {
        var name = await _world.InsertQuotationAsync(Slug);
        (await _world.At(Slug).UpdateAsync(Quotations.DocType, name, new JsonObject { ["status"] = "Open" })).ShouldSucceed();
        await Until.Holds(async () => ((string?)(await _world.Api.DocumentAsync(Slug, Quotations.DocType, name)).Body["card"]?["status"]).ShouldBe("Open"));
        return name;
    }

    private async Task<JsonNode> Ended(string quotation, string state)
    {
        JsonNode request = null!;
        await Until.Holds(async () => ((string)(request = (await Requests(quotation)).ShouldHaveSingleItem())["state"]!).ShouldBe(state, (string?)request["reason"]));
        return request;
    }

    private async Task<List<JsonNode>> Requests(string quotation) =>
        [.. (await _world.Api.GetAsync("/api/v1/actions"))["actions"]!.AsArray().Where(request => (string?)request!["name"] == quotation).Select(static request => request!)];

    /// <summary>What kind of user somebody is at the site; nothing if they are none.</summary>
    private List<string> KindsOf(string email) => [.. new Agreements.DatabaseFile(_world.Site(Slug).DatabaseFile).Many("SELECT Kind FROM site_user WHERE Email = $email", static row => row.GetString(0), ("$email", email))];
}
