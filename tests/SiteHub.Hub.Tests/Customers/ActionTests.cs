using System.Net;
using System.Text.Json.Nodes;
using SiteHub.Delivery.Links;
using SiteHub.Hub.Tests.Replica;
using SiteHub.Hub.Tests.SignIn;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Links;

namespace SiteHub.Hub.Tests.Customers;

/// <summary>What a member asks for: taken once, only where it is allowed, and moved on by the site alone.</summary>
public sealed class ActionTests : IAsyncLifetime
{
    private const string Accept = "/api/v1/documents/acme/Quotation/QTN-R/actions/accept";

    private PortalFixture _portal = null!;
    private string _rita = null!;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalFixture.Started();
        _rita = await _portal.Token(PortalFixture.Rita);
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task A_request_waits_in_the_link_s_log_and_says_where_it_stands()
    {
        var (status, taken) = await _portal.Post(Accept, _rita, new { input = new { po_no = "PO-1" } });

        status.ShouldBe(HttpStatusCode.Accepted);
        var asked = ActionRequested.Read(_portal.Sent().ShouldHaveSingleItem().Data);
        asked.ShouldSatisfyAllConditions(
            () => asked.Request.ShouldBe((string)taken!["request"]!),
            () => asked.Account.ShouldBe("CUST-R"),
            () => asked.Member.Email.ShouldBe(PortalFixture.Rita),
            () => System.Text.Encoding.UTF8.GetString(asked.Input.Span).ShouldBe("""{"po_no":"PO-1"}"""));
        var (_, view) = await _portal.Get((string)taken!["url"]!, _rita);
        ((string)view!["state"]!).ShouldBe("requested");
        view["states"]!.AsArray().Count.ShouldBe(1);
        (await (await _portal.Browser(PortalFixture.Vera)).Page("/actions/" + asked.Request)).ShouldContain("It waits for the company");
    }

    [Fact]
    public async Task The_same_key_is_the_same_request_and_another_use_of_it_is_refused()
    {
        var first = await _portal.Post(Accept, _rita, new { input = new { po_no = "1" } }, key: "k");
        var again = await _portal.Post(Accept, _rita, new { input = new { po_no = "1" } }, key: "k");
        var other = await _portal.Post(Accept, _rita, new { input = new { po_no = "2" } }, key: "k");

        ((string)again.Body!["request"]!).ShouldBe((string)first.Body!["request"]!);
        other.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        _portal.Requests.ShouldBe(1);
        _portal.Sent().Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_same_form_sent_twice_at_once_is_one_request()
    {
        var browser = await _portal.Browser(PortalFixture.Rita);
        var page = await browser.Page("/documents/acme/Quotation/QTN-R");
        var form = new[] { ("act", "accept"), ("hash", Field(page, "hash")), ("key", Field(page, "key")) };

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => browser.Post("/documents/acme/Quotation/QTN-R", Browser.Token(page), form)));

        answers.ShouldAllBe(static answer => answer.StatusCode == HttpStatusCode.Redirect);
        _portal.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task What_the_document_s_state_does_not_allow_is_refused_and_not_offered()
    {
        await _portal.Quotation("QTN-R", "CUST-R", 2, status: "Lost");

        (await _portal.Post(Accept, _rita, new { })).Body!.ShouldSatisfyAllConditions(
            static problem => ((int)problem["status"]!).ShouldBe(409), static problem => ((string)problem["type"]!).ShouldEndWith("not-in-this-state"));
        (await _portal.Get("/api/v1/documents/acme/Quotation/QTN-R/actions", _rita)).Body!.AsArray().Select(static action => (string)action!["name"]!).ShouldBe(["decline"]);
        _portal.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task A_viewer_sees_and_may_not_ask()
    {
        var vera = await _portal.Token(PortalFixture.Vera);
        var browser = await _portal.Browser(PortalFixture.Vera);

        (await _portal.Get("/api/v1/documents/acme/Quotation/QTN-R", vera)).Status.ShouldBe(HttpStatusCode.OK);
        (await _portal.Post(Accept, vera, new { })).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await browser.Page("/documents/acme/Quotation/QTN-R")).ShouldNotContain("value=\"accept\"");
        (await browser.Submit("/documents/acme/Quotation/QTN-R", "/members", ("act", "accept"), ("hash", ""), ("key", "k"))).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        _portal.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task Whoever_saw_another_version_is_told_before_anything_is_sent()
    {
        var (_, seen) = await _portal.Get("/api/v1/documents/acme/Quotation/QTN-R", _rita);
        await _portal.Quotation("QTN-R", "CUST-R", 2, secret: "changed");

        var (status, problem) = await _portal.Post(Accept, _rita, new { hash = (string)seen!["hash"]! });

        status.ShouldBe(HttpStatusCode.Conflict);
        ((string)problem!["type"]!).ShouldEndWith("changed-meanwhile");
        _portal.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task Every_fault_of_the_input_is_told_at_once()
    {
        var (status, problem) = await _portal.Post("/api/v1/documents/acme/Quotation/QTN-R/actions/decline", _rita, new { input = new { count = 7, other = true } });

        status.ShouldBe(HttpStatusCode.BadRequest);
        problem!["errors"]!.AsArray().Select(static fault => (string)fault!["member"]!).ShouldBe(["input.other", "input.reason", "input.count"]);
        (await _portal.Post("/api/v1/documents/acme/Quotation/QTN-R/actions/dance", _rita, new { })).Body!["title"]!.GetValue<string>().ShouldContain("accept, decline");
    }

    [Fact]
    public async Task A_form_with_a_fault_is_shown_again_with_what_was_written()
    {
        var browser = await _portal.Browser(PortalFixture.Rita);
        var page = await browser.Page("/documents/acme/Quotation/QTN-R");
        using var answer = await browser.Post("/documents/acme/Quotation/QTN-R", Browser.Token(page), ("act", "decline"), ("hash", Field(page, "hash")), ("key", "k"), ("input.reason", ""), ("input.count", "9"));

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var shown = await answer.Content.ReadAsStringAsync();
        shown.ShouldContain("value=\"9\"");
        shown.ShouldContain("a whole number from 1 to 3");
    }

    [Fact]
    public async Task The_actor_token_is_for_that_site_that_request_and_that_input_and_whoever_may_no_longer_gets_none()
    {
        var (_, taken) = await _portal.Post(Accept, _rita, new { input = new { po_no = "PO-1" } });
        var tokens = _portal.Hub.Service<ILinkTokens>();
        var entry = _portal.Sent().ShouldHaveSingleItem();

        var claims = Browser.Claims(tokens.ForEntries("acme", [entry])![entry.Seq]);

        ((string)claims["aud"]!).ShouldBe("sitehub:site:acme");
        ((string)claims["sub"]!).ShouldBe(_portal.PersonOf(PortalFixture.Rita));
        ((string)claims["jti"]!).ShouldBe((string)taken!["request"]!);
        ((string)claims["act"]!["sub"]!).ShouldBe("sitehub:hub");
        ((string)claims["input"]!).ShouldBe(ActionRequested.DigestOf("""{"po_no":"PO-1"}"""u8));
        new[] { "email", "action", "docType", "name", "account" }.Select(name => (string)claims[name]!).ShouldBe([PortalFixture.Rita, "accept", "Quotation", "QTN-R", "CUST-R"]);
        tokens.ForEntries("globex", [entry]).ShouldBeNull();
        await _portal.Send(HttpMethod.Put, $"/api/v1/customers/{_portal.Riverside}/members/{_portal.PersonOf(PortalFixture.Rita)}", await _portal.Operator(), System.Net.Http.Json.JsonContent.Create(new { role = "viewer" }));
        tokens.ForEntries("acme", [entry]).ShouldBeNull();
    }

    public static TheoryData<string, string> Losses => new()
    {
        { "disabled", "UPDATE person SET State = 'Disabled' WHERE Email = 'rita@riverside.example'" },
        { "another address", "UPDATE person SET Email = 'other@riverside.example' WHERE Email = 'rita@riverside.example'" },
        { "no member any more", "DELETE FROM customer_member WHERE person = (SELECT Id FROM person WHERE Email = 'rita@riverside.example')" },
        { "a viewer now", "UPDATE customer_member SET role = 'viewer' WHERE person = (SELECT Id FROM person WHERE Email = 'rita@riverside.example')" },
        { "another customer's account", "UPDATE customer_account SET customer = (SELECT id FROM customer WHERE name = 'Lakeside') WHERE account = 'CUST-R'" },
        { "nobody's account", "DELETE FROM customer_account WHERE account = 'CUST-R'" },
        { "another asked", "UPDATE action_request SET person = (SELECT Id FROM person WHERE Email = 'ada@riverside.example')" },
        { "no such request", "DELETE FROM action_request" },
        { "the action asks for more now", """UPDATE site SET catalogue = replace(catalogue, '"role":"buyer"', '"role":"administrator"'), catalogue_at = catalogue_at + 1 WHERE slug = 'acme'""" },
    };

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task Whoever_may_no_longer_by_the_time_that_it_is_sent_gets_no_token(string loss, string sql)
    {
        await _portal.Post(Accept, _rita, new { });
        var tokens = _portal.Hub.Service<ILinkTokens>();
        var entry = _portal.Sent().ShouldHaveSingleItem();
        tokens.ForEntries("acme", [entry]).ShouldNotBeNull();

        await _portal.Hub.Database.Writer.Write(session => session.Execute(sql));

        tokens.ForEntries("acme", [entry]).ShouldBeNull(loss);
    }

    /// <summary>So that an entry that was meddled with carries a token for something else, and the site refuses it.</summary>
    [Fact]
    public async Task The_token_says_what_the_hub_stored_and_not_what_the_log_says()
    {
        await _portal.Post(Accept, _rita, new { input = new { po_no = "PO-1" } });
        var entry = _portal.Sent().ShouldHaveSingleItem();
        var data = new System.Buffers.ArrayBufferWriter<byte>();
        (ActionRequested.Read(entry.Data) with { Action = "decline", Name = "QTN-L", Account = "CUST-L", Input = """{"po_no":"PO-2"}"""u8.ToArray() }).WriteTo(data);

        var claims = Browser.Claims(_portal.Hub.Service<ILinkTokens>().ForEntries("acme", [entry with { Data = data.WrittenMemory }])![entry.Seq]);

        new[] { "action", "name", "account", "input" }.Select(name => (string)claims[name]!).ShouldBe(["accept", "QTN-R", "CUST-R", ActionRequested.DigestOf("""{"po_no":"PO-1"}"""u8)]);
    }

    [Fact]
    public async Task States_go_forward_only_and_only_by_the_site_that_was_asked()
    {
        var (_, taken) = await _portal.Post(Accept, _rita, new { });
        var request = (string)taken!["request"]!;
        ActionProgressed Told(string state) => new(request, state, null, 3, _portal.Hub.Time.GetUtcNow()) { ResultDocType = "Sales Order", ResultName = "SO-1" };

        (await new SiteLog(_portal.Hub, "globex").Apply(LinkEventTypes.ActionProgressed, Told("completed").WriteTo)).ShouldBeOfType<ApplyOutcome.Refused>();
        (await _portal.Acme.Apply(LinkEventTypes.ActionProgressed, Told("accepted").WriteTo)).ShouldBe(ApplyOutcome.Applied);
        (await _portal.Acme.Apply(LinkEventTypes.ActionProgressed, Told("completed").WriteTo)).ShouldBe(ApplyOutcome.Applied);
        (await _portal.Acme.Apply(LinkEventTypes.ActionProgressed, Told("accepted").WriteTo)).ShouldBe(ApplyOutcome.Known);
        (await _portal.Acme.Apply(LinkEventTypes.ActionProgressed, Told("failed").WriteTo)).ShouldBe(ApplyOutcome.Known);

        var (_, view) = await _portal.Get($"/api/v1/actions/{request}", _rita);
        ((string)view!["state"]!, (string)view["result"]!["name"]!).ShouldBe(("completed", "SO-1"));
        view["states"]!.AsArray().Select(static step => (string)step!["state"]!).ShouldBe(["requested", "accepted", "completed"]);
        (await _portal.Post($"/api/v1/actions/{request}/withdraw", _rita, new { })).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_state_of_a_request_that_the_hub_has_lost_is_kept_for_the_operators()
    {
        (await _portal.Acme.Apply(LinkEventTypes.ActionProgressed, new ActionProgressed("act_lost", "completed", null, null, _portal.Hub.Time.GetUtcNow()).WriteTo)).ShouldBe(ApplyOutcome.Applied);

        (await _portal.Get("/api/v1/actions/act_lost", await _portal.Operator())).Status.ShouldBe(HttpStatusCode.OK);
        (await _portal.Get("/api/v1/actions/act_lost", _rita)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_withdrawal_is_sent_once_and_shown()
    {
        var (_, taken) = await _portal.Post(Accept, _rita, new { });
        var request = (string)taken!["request"]!;

        (await _portal.Post($"/api/v1/actions/{request}/withdraw", await _portal.Token(PortalFixture.Vera), new { })).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await _portal.Post($"/api/v1/actions/{request}/withdraw", _rita, new { })).Status.ShouldBe(HttpStatusCode.Accepted);
        (await _portal.Post($"/api/v1/actions/{request}/withdraw", _rita, new { })).Status.ShouldBe(HttpStatusCode.Accepted);

        _portal.Sent().Select(static entry => entry.Type).ShouldBe([LinkEventTypes.ActionRequested, LinkEventTypes.ActionWithdrawn]);
    }

    [Fact]
    public async Task Its_states_come_as_server_sent_events_until_it_has_ended()
    {
        var (_, taken) = await _portal.Post(Accept, _rita, new { });
        await using var stream = await EventStream.Open(_portal.Hub.Http, (string)taken!["events"]!, _rita);
        (await stream.Next()).ShouldContain("requested");

        await _portal.Acme.Apply(LinkEventTypes.ActionProgressed, new ActionProgressed((string)taken["request"]!, "refused", "No.", null, _portal.Hub.Time.GetUtcNow()).WriteTo);

        (await stream.Next()).ShouldContain("refused");
        (await stream.Next()).ShouldBe("");
    }

    private static string Field(string page, string name) => System.Text.RegularExpressions.Regex.Match(page, $"name=\"{name}\" value=\"([^\"]*)\"").Groups[1].Value;
}
