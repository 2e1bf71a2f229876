using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SiteHub.Delivery.Tail;
using SiteHub.Delivery.Webhooks;
using SiteHub.Operations.Receiving;

namespace SiteHub.Hub.Tests.Access;

/// <summary>A subsidiary's operator sees what is the subsidiary's, and nothing else.</summary>
public sealed partial class BoundsTests(TwoSites sites) : IClassFixture<TwoSites>
{
    public static TheoryData<Who> Bounded => [Who.OperatorHere, Who.AuditorHere];

    [Theory]
    [MemberData(nameof(Bounded))]
    public async Task Nothing_of_another_site_stands_in_any_answer(Who who)
    {
        var leaks = new List<string>();
        foreach (var path in Looks(sites.Here).Concat(Looks(sites.There)).Distinct())
        {
            using var answer = await sites.Send(who, HttpMethod.Get, path);
            if (answer.Content.Headers.ContentType?.MediaType != "text/event-stream" && Without(path, await answer.Content.ReadAsStringAsync()).Contains("globex", StringComparison.OrdinalIgnoreCase))
            {
                leaks.Add($"{path}: {(int)answer.StatusCode}");
            }
        }

        leaks.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Bounded))]
    public async Task All_of_their_own_is_there(Who who)
    {
        var browser = sites.Browser(who);
        (string Page, string[] Shown)[] pages =
        [
            ("/admin", ["acme", "acme-hook", "Whether actions were done is not known at site acme"]),
            ("/admin/links", ["/admin/links/acme"]), ("/admin/webhooks", ["acme-hook"]), ("/admin/deliveries", ["QTN-R", "everywhere"]), ("/admin/replays", ["QTN-R"]),
            ("/admin/inbound", ["acme-in"]), ("/admin/sites", ["/admin/sites/acme"]), ("/admin/customers", ["Riverside", "Lakeside", "Both", "CUST-B"]),
            ("/admin/requests", ["Accept at acme"]), ("/admin/people", ["buyer@example.com", "employee@example.com"]),
        ];
        foreach (var (page, shown) in pages)
        {
            var html = await browser.Page(page);
            shown.ShouldAllBe(text => html.Contains(text, StringComparison.Ordinal), page);
        }
    }

    [Theory]
    [MemberData(nameof(Bounded))]
    public async Task The_menu_leads_nowhere_that_is_closed(Who who)
    {
        var menu = Link().Matches((await sites.Browser(who).Page("/admin")).Split("console-menu")[1].Split("</nav>")[0]).Select(static m => m.Groups[1].Value).ToList();

        menu.ShouldContain("/admin/sites");
        menu.ShouldNotContain("/admin/audit");
        foreach (var page in menu)
        {
            using var answer = await sites.Browser(who).Get(page);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, page);
        }
    }

    [Fact]
    public async Task The_live_stream_tells_of_their_sites_alone_and_counts_nothing_else()
    {
        await using var stream = await sites.Browser(Who.OperatorHere).Stream("/admin/live/stream");
        (await stream.Next()).ShouldBe("ready");
        var tail = sites.Hub.Service<LiveTail>();
        for (var i = 0; i < 300; i++)
        {
            tail.Put(new TailLine(sites.Hub.Time.GetUtcNow(), TailKind.Received, "globex", "entries", true, null, null, null, null, "globex"));
        }

        tail.Put(new TailLine(sites.Hub.Time.GetUtcNow(), TailKind.Delivery, "alerts", "alert.raised", true, null, null, null, null, "hub"));
        tail.Put(new TailLine(sites.Hub.Time.GetUtcNow(), TailKind.Received, "acme", "entries", true, null, null, null, null, "acme"));
        var next = stream.Next();
        while (!next.IsCompleted)
        {
            sites.Hub.Time.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Delay(20);
        }

        var told = JsonNode.Parse(await next)!;
        ((string?)told["lines"]!.AsArray().ShouldHaveSingleItem()!["name"]).ShouldBe("acme");
        ((long)told["more"]!).ShouldBe(0);
    }

    [Fact]
    public async Task A_webhook_can_be_made_for_their_sites_alone()
    {
        (string, string)[] form = [("Form.Name", "made-here"), ("Form.DocTypes", "Quotation"), ("Form.Events", "on_update"), ("Form.Url", "http://127.0.0.1:9/made"), ("Form.Enabled", "true")];
        var browser = sites.Browser(Who.OperatorHere);

        (await browser.Submitted("/admin/webhooks/new", "/admin/webhooks/new", form)).ShouldContain("at least one of acme");
        (await browser.Submitted("/admin/webhooks/new", "/admin/webhooks/new", [.. form, ("Form.Sites", "globex")])).ShouldNotContain("/admin/webhooks/whk_");
        (await browser.Submitted("/admin/webhooks/new", "/admin/webhooks/new", [.. form, ("Form.Sites", "acme"), ("Form.Sites", "globex")])).ShouldNotContain("/admin/webhooks/whk_");
        sites.Hub.Service<WebhookRegistry>().Find("made-here").ShouldBeNull();

        using var made = await browser.Submit("/admin/webhooks/new", "/admin/webhooks/new", [.. form, ("Form.Sites", "acme")]);
        made.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var edit = made.Headers.Location + "/edit";
        (await browser.Submitted(edit, edit, form)).ShouldContain("at least one of acme");
        sites.Hub.Service<WebhookRegistry>().Find("made-here")!.Definition.Sites.ShouldBe(["acme"]);
    }

    [Fact]
    public async Task A_receiver_can_be_made_for_their_sites_alone()
    {
        (string, string)[] form = [("Form.Name", "taken-here"), ("Form.Scheme", "frappe"), ("Form.User", "clerk@acme.example"), ("Form.DocType", "Issue"), ("Form.Document", "{\"subject\": \"x\"}"), ("Form.Enabled", "true")];
        var browser = sites.Browser(Who.OperatorHere);

        foreach (var more in new (string, string)[][] { [], [("Form.Site", "globex")] })
        {
            using var refused = await browser.Submit("/admin/inbound/new", "/admin/inbound/new", [.. form, .. more]);
            refused.StatusCode.ShouldBe(HttpStatusCode.OK);
            sites.Hub.Service<ReceiverRows>().Find("taken-here").ShouldBeNull();
        }

        using var made = await browser.Submit("/admin/inbound/new", "/admin/inbound/new", [.. form, ("Form.Site", "acme")]);
        made.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var page = made.Headers.Location!.ToString();
        using var moved = await browser.Submit(page, page, [.. form, ("Form.Site", "globex")]);
        sites.Hub.Service<ReceiverRows>().Find("taken-here")!.Site.ShouldBe("acme");
    }

    [Fact]
    public async Task Nothing_of_another_site_is_sent_again()
    {
        var browser = sites.Browser(Who.OperatorHere);
        (await browser.Submitted("/admin/deliveries?handler=Replay", "/admin/deliveries", ("ids", sites.There.Delivery))).ShouldContain("None that could be sent again fits");
        sites.Hub.Service<Replays>().List().ShouldBeEmpty("it is asked first");
        foreach (var choice in new (string, string)[][] { [("ids", sites.There.Delivery)], [("ids", sites.There.Delivery), ("ids", sites.Here.Delivery)], [] })
        {
            using var sent = await browser.Submit("/admin/deliveries?handler=Replay" + (choice.Length == 0 ? "&since=2000-01-01&document=QTN-globex&site=globex" : ""), "/admin/deliveries", [.. choice, ("sure", "true")]);
            sent.Headers.Location!.ToString().ShouldBe("/admin/replays");
        }

        var run = sites.Hub.Service<ReplayRun>();
        foreach (var replay in sites.Hub.Service<Replays>().List())
        {
            await run.RunAsync(replay.Id, CancellationToken.None);
        }

        sites.Hub.Database.Read(static s => s.Many("SELECT e.site FROM delivery d JOIN webhook_event e ON e.number = d.event JOIN replay r ON r.number = d.replay WHERE r.filter LIKE '%\"within\":[\"acme\"]%'", static row => row.Text(0)))
            .ShouldAllBe(static site => site == "acme");
        using var cancelled = await browser.Submit("/admin/replays?handler=Cancel", "/admin/deliveries", ("id", sites.There.Replay));
        cancelled.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        using var worked = await browser.Submit("/admin/inbound?handler=Replay", "/admin/deliveries");
        (await browser.Page("/admin/inbound")).ShouldContain("1 are worked on again");
    }

    [Fact]
    public async Task A_customer_of_several_sites_is_changed_at_their_own_site_alone()
    {
        var browser = sites.Browser(Who.OperatorHere);
        var page = $"/admin/customers/{sites.Both}";

        await Sends("Link", HttpStatusCode.NotFound, ("site", "globex"), ("account", "CUST-X"));
        await Sends("Unlink", HttpStatusCode.NotFound, ("site", "globex"), ("account", "CUST-B-globex"));
        await Sends("Link", HttpStatusCode.Redirect, ("site", "acme"), ("account", "CUST-B2"));

        // Whoever is a member sees the documents of both: an operator of one must not make themselves one.
        await Sends("Invite", HttpStatusCode.Forbidden, ("email", "operatorhere@example.com"), ("role", "viewer"));
        await Sends("Role", HttpStatusCode.Forbidden, ("person", sites.PersonOf(Who.OperatorHere)), ("role", "viewer"));
        await Sends("Leave", HttpStatusCode.Forbidden, ("person", sites.PersonOf(Who.Viewer)));
        await Sends("Rename", HttpStatusCode.Forbidden, ("name", "Mine"));
        await Sends("Delete", HttpStatusCode.Forbidden);
        using var confirmed = await browser.Submit("/admin/customers?handler=Confirm", "/admin/deliveries", ("customer", sites.There.Customer), ("site", "acme"), ("account", "CUST-Y"));
        confirmed.StatusCode.ShouldBe(HttpStatusCode.NotFound, "a customer that they do not see");

        sites.Hub.Database.Read(session => session.Many("SELECT site || ' ' || account FROM customer_account WHERE customer = $1 ORDER BY 1", static row => row.Text(0), sites.Both)).ShouldBe(["acme CUST-B", "acme CUST-B2", "globex CUST-B-globex"]);
        sites.Hub.Database.Read(session => session.Long("SELECT count(*) FROM customer_member WHERE customer = $1", sites.Both)).ShouldBe(1);

        async Task Sends(string handler, HttpStatusCode status, params (string, string)[] fields)
        {
            using var answer = await browser.Submit($"{page}?handler={handler}", "/admin/deliveries", fields);
            answer.StatusCode.ShouldBe(status, handler);
        }
    }

    [Fact]
    public async Task Nobody_is_made_a_member_by_them_without_a_yes()
    {
        var browser = sites.Browser(Who.OperatorHere);
        var lakeside = sites.Text("SELECT id FROM customer WHERE name = 'Lakeside'");
        var page = $"/admin/customers/{lakeside}";
        foreach (var email in new[] { "member@globex-buyers.example", "nobody-yet@example.com" })
        {
            using var asked = await browser.Submit($"{page}?handler=Invite", "/admin/deliveries", ("email", email), ("role", "viewer"));
            asked.StatusCode.ShouldBe(HttpStatusCode.Redirect);
            (await browser.Page(page)).ShouldContain("They are asked by mail", customMessage: email);
        }

        using var joined = await browser.Submit($"{page}?handler=Role", "/admin/deliveries", ("person", sites.There.Person), ("role", "viewer"));
        sites.Text($"SELECT CAST(count(*) AS TEXT) FROM customer_member WHERE customer = '{lakeside}'").ShouldBe("1");
        sites.Text($"SELECT CAST(count(*) AS TEXT) FROM customer_invitation WHERE customer = '{lakeside}'").ShouldBe("2");
        using var seen = await browser.Get($"/admin/people/{sites.There.Person}");
        seen.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        // Both are asked, and nothing tells which of them has an account.
        (await browser.Page(page)).Split("badge bg-blue-lt").Length.ShouldBe(3);
        using var withdrawn = await browser.Submit($"{page}?handler=Leave", "/admin/deliveries", ("person", sites.There.Person));
        sites.Text($"SELECT address FROM customer_invitation WHERE customer = '{lakeside}'").ShouldBe("nobody-yet@example.com");

        using var changed = await browser.Submit($"{page}?handler=Role", "/admin/deliveries", ("person", sites.PersonOf(Who.OtherMember)), ("role", "buyer"));
        sites.Text($"SELECT role FROM customer_member WHERE customer = '{lakeside}'").ShouldBe("buyer");
    }

    /// <summary>Which sites there are besides is not told by a mistake either.</summary>
    [Fact]
    public async Task A_fault_in_what_they_give_names_no_other_site()
    {
        var browser = sites.Browser(Who.OperatorHere);
        foreach (var (page, handler, fields) in new[]
        {
            ("/admin/inbound/new", "", new[] { ("Form.Name", "mine"), ("Form.Scheme", "github"), ("Form.Site", "nowhere"), ("Form.DocType", "Issue"), ("Form.Document", "{}") }),
            ("/admin/webhooks/new", "", [("Form.Name", "mine"), ("Form.Url", "http://127.0.0.1:9/"), ("Form.DocTypes", "Quotation"), ("Form.Events", "on_update"), ("Form.Sites", "nowhere")]),
        })
        {
            using var answer = await browser.Submit(page + handler, "/admin/deliveries", fields);
            var told = await answer.Content.ReadAsStringAsync() + await browser.Page(page);
            told.ShouldNotContain("globex", Case.Insensitive, page);
        }
    }

    [Fact]
    public async Task How_far_member_tokens_reach_is_not_one_sites_affair()
    {
        using var answer = await sites.Browser(Who.OperatorHere).Submit("/admin/sites/acme?handler=Reach", "/admin/sites/acme", ("memberTokens", "allSites"));

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        sites.Text("SELECT member_tokens FROM site WHERE slug = 'acme'").ShouldBe("thisSite");
    }

    /// <summary>A page repeats what it was asked for, where its own forms lead back to.</summary>
    /// <summary>What somebody asked for stands in the answer: the address, and among the replays what another test chose.</summary>
    private static string Without(string path, string html) => (path == "/admin/replays" ? html.Replace("Document: QTN-globex", "", StringComparison.Ordinal).Replace("Site: globex", "", StringComparison.Ordinal) : html).Replace(System.Net.WebUtility.HtmlEncode(path), "", StringComparison.Ordinal).Replace(path.Split('?')[0], "", StringComparison.Ordinal);

    private static IEnumerable<string> Looks(Things things) =>
    [
        "/", "/documents", "/documents/export", "/actions", "/companies", "/members", "/notifications", "/account", "/account/connections", "/account/sessions",
        $"/documents/{things.Site}/Quotation/{things.Document}", $"/actions/{things.Request}", $"/actions/new/{things.Site}/Issue/new",
        "/admin", "/admin/live", "/admin/series", "/admin/audit", "/admin/clients", "/admin/parked", "/admin/settings", "/admin/upstreams", "/admin/safety", "/admin/jobs/",
        "/admin/links", $"/admin/links/{things.Site}", $"/admin/links/{things.Site}?state=all", $"/admin/links/{things.Site}/rejected/{things.Rejected}", $"/admin/links/acme/rejected/{things.Rejected}",
        "/admin/webhooks", "/admin/webhooks?handler=export", "/admin/webhooks/new", "/admin/webhooks/import", $"/admin/webhooks/{things.Webhook}", $"/admin/webhooks/{things.Webhook}/edit", $"/admin/webhooks/{things.Site}-hook", "/admin/webhooks/everywhere",
        "/admin/deliveries", "/admin/deliveries?state=failed", "/admin/deliveries?since=2000-01-01", $"/admin/deliveries?webhook={things.Webhook}", "/admin/deliveries?webhook=everywhere", $"/admin/deliveries/{things.Delivery}",
        "/admin/replays", "/admin/inbound", "/admin/inbound?state=waiting", $"/admin/inbound?receiver={things.Receiver}", "/admin/inbound/new", $"/admin/inbound/{things.Receipt}", $"/admin/inbound/receivers/{things.Receiver}", $"/admin/inbound/receivers/{things.Site}-in",
        "/admin/sites", $"/admin/sites/{things.Site}", "/admin/customers", "/admin/customers?text=Buyers", $"/admin/customers/{things.Customer}", "/admin/requests", "/admin/requests?state=unknown", $"/admin/requests/{things.Request}",
        "/admin/people", "/admin/people?text=member", "/admin/people?state=Active", $"/admin/people/{things.Person}",
    ];

    [GeneratedRegex("href=\"([^\"]*)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Link();
}
