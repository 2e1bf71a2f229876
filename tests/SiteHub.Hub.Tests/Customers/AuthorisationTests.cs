using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace SiteHub.Hub.Tests.Customers;

/// <summary>What is another customer's is not there: on no page, in no list, search, export or stream, and for no action.</summary>
public sealed class AuthorisationTests : IAsyncLifetime
{
    private PortalFixture _portal = null!;

    public async ValueTask InitializeAsync() => _portal = await PortalFixture.Started();

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("?site=acme")]
    [InlineData("?account=CUST-R")]
    [InlineData("?text=word-of-CUST-R")]
    [InlineData("?text=QTN-R")]
    [InlineData("?status=Open&docType=Quotation")]
    [InlineData("?sort=amount&order=asc")]
    [InlineData("?least=1&most=1000")]
    public async Task No_filter_search_or_sort_of_the_API_finds_it(string query)
    {
        var (status, body) = await _portal.Get("/api/v1/documents" + query, await _portal.Token(PortalFixture.Leo));

        status.ShouldBe(HttpStatusCode.OK);
        body!.ToJsonString().ShouldNotContain("QTN-R");
    }

    [Fact]
    public async Task Another_customer_named_in_the_address_or_the_cookie_opens_nothing()
    {
        var (_, body) = await _portal.Get($"/api/v1/documents?customer={_portal.Riverside}", await _portal.Token(PortalFixture.Leo));
        body!["documents"]!.AsArray().ShouldBeEmpty();

        var browser = await _portal.Browser(PortalFixture.Leo);
        using var chosen = await browser.Submit("/customer", "/documents", ("customer", _portal.Riverside));
        (await browser.Page("/documents")).ShouldNotContain("QTN-R");
        (await browser.Page("/documents/export")).ShouldNotContain("QTN-R");
    }

    [Theory]
    [InlineData("/api/v1/documents/acme/Quotation/QTN-R")]
    [InlineData("/api/v1/documents/acme/Quotation/QTN-R/timeline")]
    [InlineData("/api/v1/documents/acme/Quotation/QTN-R/actions")]
    public async Task By_its_name_the_API_does_not_know_it_and_one_s_own_it_does(string path)
    {
        var token = await _portal.Token(PortalFixture.Leo);

        (await _portal.Get(path, token)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await _portal.Get(path.Replace("QTN-R", "QTN-L", StringComparison.Ordinal), token)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/documents")]
    [InlineData("/documents?text=word-of-CUST-R")]
    [InlineData("/documents?account=CUST-R")]
    [InlineData("/documents/export")]
    [InlineData("/documents/export?text=QTN-R")]
    [InlineData("/actions")]
    [InlineData("/notifications")]
    [InlineData("/documents?docType=Quotation&sort=amount")]
    public async Task No_page_shows_it(string path)
    {
        (await _portal.Post("/api/v1/documents/acme/Quotation/QTN-R/actions/accept", await _portal.Token(PortalFixture.Rita), new { })).Status.ShouldBe(HttpStatusCode.Accepted);

        if (!path.Contains("text=", StringComparison.Ordinal) && !path.Contains("account=", StringComparison.Ordinal) && path is not ("/actions" or "/notifications"))
        {
            (await (await _portal.Browser(PortalFixture.Rita)).Page(path)).ShouldContain("QTN-R", customMessage: "where it is theirs, the page shows it");
        }

        var page = await (await _portal.Browser(PortalFixture.Leo)).Page(path);

        page.ShouldNotContain("QTN-R");
        page.ShouldNotContain("rita");
    }

    [Fact]
    public async Task Its_page_its_form_and_its_requests_are_not_there_for_others()
    {
        var rita = await _portal.Token(PortalFixture.Rita);
        var (_, taken) = await _portal.Post("/api/v1/documents/acme/Quotation/QTN-R/actions/accept", rita, new { });
        var request = (string)taken!["request"]!;
        var leo = await _portal.Token(PortalFixture.Leo);
        var browser = await _portal.Browser(PortalFixture.Leo);

        (await browser.Get("/documents/acme/Quotation/QTN-R")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await browser.Get($"/actions/{request}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await browser.Submit("/documents/acme/Quotation/QTN-R", "/documents/acme/Quotation/QTN-L", ("act", "accept"), ("hash", ""), ("key", "k1"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await browser.Submit($"/actions/{request}?handler=Withdraw", "/documents/acme/Quotation/QTN-L")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await browser.Submit("/actions/new/acme/Issue/new", "/actions/new/acme/Issue/new", ("account", "CUST-R"), ("key", "k2"), ("input.subject", "Mine?"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _portal.Post("/api/v1/documents/acme/Quotation/QTN-R/actions/accept", leo, new { })).Status.ShouldBe(HttpStatusCode.NotFound);
        (await _portal.Post("/api/v1/documents/acme/Issue/actions/new", leo, new { account = "CUST-R", input = new { subject = "Mine?" } })).Status.ShouldBe(HttpStatusCode.NotFound);
        foreach (var path in new[] { $"/api/v1/actions/{request}", $"/api/v1/actions/{request}/events" })
        {
            (await _portal.Get(path, leo)).Status.ShouldBe(HttpStatusCode.NotFound);
        }

        (await _portal.Post($"/api/v1/actions/{request}/withdraw", leo, new { })).Status.ShouldBe(HttpStatusCode.NotFound);
        (await _portal.Get("/api/v1/actions", leo)).Body!["actions"]!.AsArray().ShouldBeEmpty();
        _portal.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task An_open_stream_tells_of_one_s_own_and_of_nobody_else_s()
    {
        var browser = await _portal.Browser(PortalFixture.Leo);
        await using var stream = await browser.Stream("/live");
        (await stream.Next()).ShouldBe("ready");

        await _portal.Quotation("QTN-R", "CUST-R", 2);
        await _portal.Quotation("QTN-L", "CUST-L", 2);

        (await stream.Next()).ShouldContain("document:acme/Quotation/QTN-L");
    }

    [Theory]
    [InlineData("everywhere", false)]
    [InlineData("everywhere", true)]
    [InlineData("disabled", true)]
    [InlineData("idle", false)]
    public async Task A_stream_ends_with_what_it_was_opened_on_idle_or_busy(string how, bool busy)
    {
        var browser = await _portal.Browser(PortalFixture.Leo);
        await using var stream = await browser.Stream("/live");
        (await stream.Next()).ShouldBe("ready");
        using var enough = new CancellationTokenSource();
        var sending = busy ? Send(enough.Token) : Task.CompletedTask;
        if (busy)
        {
            (await stream.Next()).ShouldContain("QTN-L");
        }

        switch (how)
        {
            case "everywhere":
                using (await browser.Submit("/account/sessions?handler=All", "/account/sessions"))
                {
                }

                break;
            case "disabled":
                (await _portal.Send(HttpMethod.Post, $"/api/v1/people/{_portal.PersonOf(PortalFixture.Leo)}/disable", await _portal.Operator(), null)).Status.ShouldBe(HttpStatusCode.NoContent);
                break;
            default:
                // Unused for long enough it is over by itself: nobody ends it, the next heartbeat sees it.
                await _portal.Hub.Time.Pass(TimeSpan.FromHours(13));
                break;
        }

        var heard = 0;
        while (await stream.Next() is { Length: > 0 })
        {
            (++heard).ShouldBeLessThan(100, "it goes on");
        }

        await enough.CancelAsync();
        await sending;

        async Task Send(CancellationToken stop)
        {
            for (var revision = 2; !stop.IsCancellationRequested; revision++)
            {
                await _portal.Quotation("QTN-L", "CUST-L", revision);
                await Task.Delay(20, CancellationToken.None);
            }
        }
    }

    [Theory]
    [InlineData("everywhere")]
    [InlineData("disabled")]
    [InlineData("revoked")]
    [InlineData("client")]
    [InlineData("expired")]
    public async Task A_programs_stream_ends_with_its_token(string how)
    {
        var token = await _portal.Token(PortalFixture.Rita);
        var (_, taken) = await _portal.Post("/api/v1/documents/acme/Quotation/QTN-R/actions/accept", token, new { });
        await using var stream = await EventStream.Open(_portal.Hub.Http, $"/api/v1/actions/{taken!["request"]}/events", token);
        (await stream.Next()).ShouldContain("requested");

        switch (how)
        {
            case "everywhere":
                using (await (await _portal.Browser(PortalFixture.Rita)).Submit("/account/sessions?handler=All", "/account/sessions"))
                {
                }

                break;
            case "disabled":
                await _portal.Send(HttpMethod.Post, $"/api/v1/people/{_portal.PersonOf(PortalFixture.Rita)}/disable", await _portal.Operator(), null);
                break;
            case "revoked":
                using (await (await _portal.Browser(PortalFixture.Rita)).Submit("/account/connections", ("client", "site-acme")))
                {
                }

                break;
            case "client":
                await _portal.Send(HttpMethod.Post, "/api/v1/clients/site-acme/disable", await _portal.Operator(), null);
                break;
            default:
                await _portal.Hub.Time.Pass(TimeSpan.FromMinutes(6));
                break;
        }

        while (await stream.Next() is { Length: > 0 } said)
        {
            said.ShouldBe("heartbeat");
        }

        (await _portal.Get("/api/v1/documents", token)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_account_that_moves_to_another_customer_takes_its_documents_along_and_leaves_nothing_behind()
    {
        var rita = await _portal.Token(PortalFixture.Rita);
        var (_, taken) = await _portal.Post("/api/v1/documents/acme/Quotation/QTN-R/actions/accept", rita, new { });
        var leo = await _portal.Token(PortalFixture.Leo);

        (await _portal.Send(HttpMethod.Put, $"/api/v1/customers/{_portal.Lakeside}/accounts/acme/CUST-R?from={_portal.Riverside}", await _portal.Operator(), null)).Status.ShouldBe(HttpStatusCode.NoContent);

        (await _portal.Get("/api/v1/documents/acme/Quotation/QTN-R", rita)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await _portal.Get("/api/v1/documents/acme/Quotation/QTN-R", leo)).Status.ShouldBe(HttpStatusCode.OK);
        foreach (var token in new[] { rita, leo })
        {
            (await _portal.Get($"/api/v1/actions/{taken!["request"]}", token)).Status.ShouldBe(HttpStatusCode.NotFound);
        }

        (await (await _portal.Browser(PortalFixture.Leo)).Page("/documents/acme/Quotation/QTN-R")).ShouldNotContain("rita");
    }

    [Fact]
    public async Task A_document_that_moves_to_another_account_brings_none_of_its_former_time_along()
    {
        await _portal.Quotation("QTN-M", "CUST-R", 1, secret: "only for Riverside");
        await _portal.Quotation("QTN-M", "CUST-L", 2, secret: "for Lakeside", previous: "CUST-R");

        (await _portal.Get("/api/v1/documents/acme/Quotation/QTN-M", await _portal.Token(PortalFixture.Rita))).Status.ShouldBe(HttpStatusCode.NotFound);
        (await _portal.Get("/api/v1/documents/acme/Quotation/QTN-M/timeline", await _portal.Token(PortalFixture.Rita))).Status.ShouldBe(HttpStatusCode.NotFound);
        var (_, timeline) = await _portal.Get("/api/v1/documents/acme/Quotation/QTN-M/timeline", await _portal.Token(PortalFixture.Leo));
        timeline!["timeline"]!.AsArray().Count.ShouldBe(1);
        var page = await (await _portal.Browser(PortalFixture.Leo)).Page("/documents/acme/Quotation/QTN-M");
        page.ShouldContain("for Lakeside");
        page.ShouldNotContain("only for Riverside");
        var (_, found) = await _portal.Get("/api/v1/documents?text=only+for+Riverside", await _portal.Token(PortalFixture.Leo));
        found!["documents"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_was_removed_sees_nothing_from_the_next_moment_on()
    {
        var rita = await _portal.Token(PortalFixture.Rita);

        (await _portal.Send(HttpMethod.Delete, $"/api/v1/customers/{_portal.Riverside}/members/{_portal.PersonOf(PortalFixture.Rita)}", await _portal.Operator(), null)).Status.ShouldBe(HttpStatusCode.NoContent);

        (await _portal.Get("/api/v1/documents", rita)).Body!["documents"]!.AsArray().ShouldBeEmpty();
        (await (await _portal.Browser(PortalFixture.Rita)).Get("/documents/acme/Quotation/QTN-R")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_a_site_sent_is_shown_as_text_whatever_it_holds()
    {
        await _portal.Quotation("QTN-X", "CUST-R", 1, secret: "<script>alert(1)</script>", terms: "<p>Net 30</p><img src=x onerror=alert(2)>&lt;b&gt;");

        var browser = await _portal.Browser(PortalFixture.Rita);
        var page = await browser.Page("/documents/acme/Quotation/QTN-X");

        page.ShouldNotContain("<script>alert");
        page.ShouldNotContain("<img src=x");
        page.ShouldContain("&lt;script&gt;alert(1)");
        page.ShouldContain("Net 30");
        using var answer = await browser.Get("/documents/acme/Quotation/QTN-X");
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("script-src 'self'");
    }

    [Fact]
    public async Task A_formula_is_a_text_in_the_export()
    {
        await _portal.Quotation("=HYPERLINK(\"http://evil\")", "CUST-R", 1, status: "@SUM(A1)");

        var csv = await (await _portal.Browser(PortalFixture.Rita)).Page("/documents/export");

        csv.ShouldContain("\"'=HYPERLINK(\"\"http://evil\"\")\"");
        csv.ShouldContain("'@SUM(A1)");
        csv.Split("\r\n").ShouldAllBe(static line => !line.Contains(",=", StringComparison.Ordinal) && !line.Contains(",@", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/api/v1/customers")]
    [InlineData("/api/v1/audit")]
    [InlineData("/api/v1/links")]
    [InlineData("/api/v1/webhooks")]
    public async Task What_is_the_operators_is_refused_to_a_member(string path) =>
        (await _portal.Get(path, await _portal.Token(PortalFixture.Rita))).Status.ShouldBe(HttpStatusCode.Forbidden);

    [Fact]
    public async Task Only_an_administrator_of_the_customer_invites_and_removes_and_only_there()
    {
        var (rita, ada) = (await _portal.Browser(PortalFixture.Rita), await _portal.Browser(PortalFixture.Ada));
        (string, string)[] Invitation(string customer) => [("customer", customer), ("email", "new@riverside.example"), ("name", "New"), ("role", "buyer")];

        (await rita.Submit("/members?handler=Invite", "/members", Invitation(_portal.Riverside))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await ada.Submit("/members?handler=Invite", "/members", Invitation(_portal.Lakeside))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await ada.Submit("/members?handler=Remove", "/members", ("customer", _portal.Lakeside), ("person", _portal.PersonOf(PortalFixture.Leo)))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await ada.Submit("/members?handler=Role", "/members", ("customer", _portal.Riverside), ("person", _portal.PersonOf(PortalFixture.Leo)), ("role", "buyer"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        (await ada.Submit("/members?handler=Invite", "/members", Invitation(_portal.Riverside))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await ada.Page("/members")).ShouldContain("new@riverside.example");
        (await ada.Submit("/members?handler=Remove", "/members", ("customer", _portal.Riverside), ("person", _portal.PersonOf("new@riverside.example")))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await ada.Page("/members")).ShouldNotContain("<td>new@riverside.example");
        var audit = (await _portal.Get("/api/v1/audit", await _portal.Operator())).Body!.ToJsonString();
        audit.ShouldContain("customer.member_invited");
        audit.ShouldContain("customer.invitation_withdrawn");
    }
}
