using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using SiteHub.EndToEnd.Tests.Browsers;
using SiteHub.EndToEnd.Tests.Cli;
using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.Console;

/// <summary>The console as an operator uses it, in a real browser against `sitehub up`.</summary>
public sealed class ConsoleBrowserTests(UpAndBrowser world) : IClassFixture<UpAndBrowser>
{
    private const string Operator = "olivia@northwind.example";
    private const string Auditor = "auditor@northwind.example";
    private const string Manager = "admin@acme.example";

    private static readonly string[] Pages =
    [
        "/admin", "/admin/links", "/admin/links/acme", "/admin/webhooks", "/admin/deliveries", "/admin/deliveries?state=failed&since=7d", "/admin/replays", "/admin/inbound", "/admin/live",
        "/admin/sites", "/admin/sites/acme", "/admin/documents", "/admin/customers", "/admin/requests", "/admin/people", "/admin/clients", "/admin/upstreams", "/admin/audit", "/admin/audit?handler=check", "/admin/settings",
    ];

    private static readonly string[] Forms = ["/admin/webhooks/new", "/admin/webhooks/import", "/admin/inbound/new"];

    /// <summary>The walk: make it, preview it, break the receiver, see why, mend it, replay, see it delivered.</summary>
    [Fact]
    public async Task A_webhook_is_made_previewed_broken_explained_mended_replayed_and_delivered()
    {
        await using var receiver = await MoodyReceiver.Start();
        await using var visitor = await world.Visit();
        var page = visitor.Page;
        await visitor.SignIn(Operator);
        await visitor.Go(world.Hub, "/admin/webhooks");
        await page.GetByRole(AriaRole.Link, new() { Name = "New webhook" }).ClickAsync();
        await page.Locator("#name").FillAsync("printer");
        await page.Locator("#url").FillAsync($"{receiver.Url}print/{{{{ doc.name }}}}");
        await page.GetByLabel("Quotation", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("after_insert").CheckAsync();
        await page.Locator("#condition").FillAsync("doc.grand_total >");
        await page.Locator("#verdict .alert-warning", new() { HasText = "Condition" }).WaitForAsync();
        (await page.Locator("#fault-condition").InnerTextAsync()).ShouldContain("line 1, column ");
        await page.Locator("#condition").FillAsync("doc.grand_total >= 0");
        await page.Locator("#structure").SelectOptionAsync("template");
        await page.Locator("#template").FillAsync("""{"id": {{ doc.name | json }}, "to": {{ doc.customer | json }}}""");
        await page.Locator("#retries").FillAsync("1s");
        await page.Locator("#verdict .alert-success", new() { HasText = "match" }).WaitForAsync();
        (await page.Locator("#verdict").InnerTextAsync()).ShouldContain("\"to\":");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await page.Locator("h1", new() { HasText = "printer" }).WaitForAsync();
        (await page.Locator("#preview").InnerTextAsync()).ShouldContain("documents match");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send it now, as a test" }).ClickAsync();
        await page.Locator("#answer", new() { HasText = "Taken" }).WaitForAsync();
        receiver.Taken.ShouldHaveSingleItem();

        receiver.IsBroken = true;
        var name = await Quote();
        await Until.Holds(async () =>
        {
            await visitor.Go(world.Hub, $"/admin/deliveries?document={name}&webhook=printer");
            (await page.Locator("#deliveries").InnerTextAsync()).ShouldContain("dead");
        });
        await page.Locator("#deliveries").GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        var told = await page.Locator("main").InnerTextAsync();
        told.ShouldContain("500 Internal Server Error");
        told.ShouldContain("The printer is out of paper.");
        await visitor.Go(world.Hub, "/admin");
        (await page.Locator("main").InnerTextAsync()).ShouldContain("Webhook printer has dead deliveries");

        receiver.IsBroken = false;
        await visitor.Go(world.Hub, $"/admin/deliveries?document={name}&webhook=printer");
        await page.GetByLabel($"Choose {name} printer").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Replay the chosen" }).ClickAsync();
        (await page.Locator("#asked").InnerTextAsync()).ShouldContain("1 of webhook printer");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send them again" }).ClickAsync();
        await page.Locator("#replays", new() { HasText = "done: 1 / 1" }).WaitForAsync();
        await visitor.Go(world.Hub, $"/admin/deliveries?document={name}&webhook=printer");
        (await page.Locator("#deliveries").InnerTextAsync()).ShouldContain("delivered");
        receiver.Taken.Last().ShouldBe($$"""{"id": "{{name}}", "to": "CUST-0001"}""");
        visitor.Complaints.ShouldBeEmpty();
    }

    /// <summary>The forum's example, by clicks and by typing names alone.</summary>
    [Fact]
    public async Task Somebody_who_knows_no_JSON_chooses_the_fields_that_are_sent_and_their_names()
    {
        await using var receiver = await MoodyReceiver.Start();
        await using var visitor = await world.Visit();
        var page = visitor.Page;
        await visitor.SignIn(Operator);
        await visitor.Go(world.Hub, "/admin/webhooks/new");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("forum");
        await page.GetByLabel("Address", new() { Exact = true }).FillAsync(receiver.Url.AbsoluteUri);
        await page.GetByLabel("Quotation", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("on_update", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Structure").SelectOptionAsync("JSON of chosen fields");
        (await page.Locator("#template").IsVisibleAsync()).ShouldBeFalse("what does not belong to the choice is not shown");
        (await page.Locator("#password").IsVisibleAsync()).ShouldBeFalse();
        var rows = page.Locator("#chosen");
        foreach (var (row, field, name) in new[] { (1, "items", "lineItems"), (2, "name", "id"), (3, "customer", "who") })
        {
            await rows.GetByRole(AriaRole.Button, new() { Name = "Add a field" }).ClickAsync();
            await rows.GetByLabel($"Field {row}", new() { Exact = true }).SelectOptionAsync(field);
            await rows.GetByLabel("sent as").Nth(row - 1).FillAsync(name);
        }

        await rows.GetByRole(AriaRole.Button, new() { Name = "Remove: Field 3" }).ClickAsync();
        await rows.GetByLabel("Field 3", new() { Exact = true }).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await rows.GetByRole(AriaRole.Button, new() { Name = "Up: Field 2" }).ClickAsync();
        await Until.Holds(async () => (await rows.GetByLabel("Field 1", new() { Exact = true }).InputValueAsync()).ShouldBe("name"));
        (await rows.GetByLabel("sent as").Nth(1).InputValueAsync()).ShouldBe("lineItems");

        // An address that is none is told at its field, in words.
        await page.GetByLabel("Address", new() { Exact = true }).FillAsync("example");
        await page.Locator("#fault-url", new() { HasText = "an absolute address with a host" }).WaitForAsync();
        await page.GetByLabel("Address", new() { Exact = true }).FillAsync(receiver.Url.AbsoluteUri);
        await page.Locator("#fault-url:empty").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await page.GetByLabel("Authorization").SelectOptionAsync("User and password");
        await page.GetByLabel("User", new() { Exact = true }).FillAsync("me");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync("swordfish");
        await page.Locator("#verdict .alert-success").WaitForAsync();
        (await visitor.Faults()).ShouldBeEmpty();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.Locator("h1", new() { HasText = "forum" }).WaitForAsync();

        var quotation = await Quote();
        await Until.Holds(() => receiver.Taken.ShouldContain(body => body.StartsWith($$"""{"id":"{{quotation}}","lineItems":[{"name":""", StringComparison.Ordinal)));
        await visitor.Go(world.Hub, $"/admin/deliveries?document={quotation}&webhook=forum");
        await page.Locator("#deliveries").GetByRole(AriaRole.Link, new() { Name = quotation }).First.ClickAsync();
        var wire = await page.Locator("#wire").InnerTextAsync();
        wire.ShouldSatisfyAllConditions(
            () => wire.ShouldContain("Authorization: Basic ***"), () => wire.ShouldContain("HTTP/1.1 200 OK"), () => wire.ShouldNotContain("swordfish"));
        await page.GetByText("As cURL", new() { Exact = true }).First.ClickAsync();
        (await page.Locator("#wire pre[id^=exchange]").First.InnerTextAsync()).ShouldStartWith($"curl -i -X POST '{receiver.Url}");

        // And back: the form shows what it made.
        await visitor.Go(world.Hub, "/admin/webhooks");
        await page.GetByRole(AriaRole.Link, new() { Name = "forum", Exact = true }).ClickAsync();
        await visitor.Go(world.Hub, new Uri(page.Url).AbsolutePath + "/edit");
        (await rows.GetByLabel("Field 2", new() { Exact = true }).InputValueAsync()).ShouldBe("items");
        await rows.GetByRole(AriaRole.Button, new() { Name = "Add a column of items" }).ClickAsync();
        await rows.GetByLabel("Column 1", new() { Exact = true }).SelectOptionAsync("item_code");
        await page.Locator("#verdict", new() { HasText = "\"lineItems\"" }).WaitForAsync();
        visitor.Complaints.ShouldBeEmpty();

        // What others of this class send is not this one's.
        await visitor.Go(world.Hub, new Uri(page.Url).AbsolutePath.Replace("/edit", "", StringComparison.Ordinal));
        page.Dialog += static (_, dialog) => _ = dialog.AcceptAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await page.GetByText("The webhook is removed.").WaitForAsync();
    }

    [Fact]
    public async Task A_rejected_entry_is_opened_and_retried_and_another_discarded()
    {
        await Reject(1);
        await Reject(2);
        await using var visitor = await world.Visit();
        var page = visitor.Page;
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await visitor.SignIn(Operator);
        await visitor.Go(world.Hub, "/admin");
        await page.GetByRole(AriaRole.Link, new() { Name = "Link acme holds entries that could not be applied" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "900001" }).ClickAsync();
        (await page.Locator("main").InnerTextAsync()).ShouldContain("an older version could not read it");
        await page.GetByRole(AriaRole.Button, new() { Name = "Retry" }).ClickAsync();
        await page.Locator(".alert-success").WaitForAsync();

        await visitor.Go(world.Hub, "/admin/links/acme");
        await page.GetByRole(AriaRole.Link, new() { Name = "900002" }).ClickAsync();
        await page.Locator("#reason").FillAsync("not wanted");
        await page.GetByRole(AriaRole.Button, new() { Name = "Discard" }).ClickAsync();
        await page.Locator(".alert-success").WaitForAsync();
        await visitor.Go(world.Hub, "/admin/links/acme");
        (await page.Locator("main").InnerTextAsync()).ShouldNotContain("900001");
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_link_is_paused_and_resumed()
    {
        await using var visitor = await world.Visit();
        var page = visitor.Page;
        await visitor.SignIn(Operator);
        await visitor.Go(world.Hub, "/admin/links/globex");
        await page.Locator("#pause-reason").FillAsync("stocktaking");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await page.Locator(".page-head .badge", new() { HasText = "paused" }).WaitForAsync();
        (await page.Locator("main").InnerTextAsync()).ShouldContain("stocktaking");
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await page.Locator(".page-head .badge", new() { HasText = "active" }).WaitForAsync();
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_site_is_made_known_enrols_and_is_revoked()
    {
        await using var visitor = await world.Visit();
        var page = visitor.Page;
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await visitor.SignIn(Operator);
        await visitor.Go(world.Hub, "/admin/sites");
        await page.Locator("#slug").FillAsync("initech");
        await page.Locator("#url").FillAsync("http://localhost:5199");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make it known" }).ClickAsync();
        var code = (await page.Locator("#code").InnerTextAsync()).Trim();

        var elsewhere = Directory.CreateTempSubdirectory("sitehub-initech-");
        var file = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(world.Folder, "sites.json")))!;
        var initech = file["sites"]![0]!.DeepClone();
        (initech["slug"], initech["url"], initech["listen"]) = ("initech", "http://localhost:5199", "http://localhost:5199");
        file["sites"] = new JsonArray(initech);
        await File.WriteAllTextAsync(Path.Combine(elsewhere.FullName, "sites.json"), file.ToJsonString());
        var (exit, output, errors) = await SiteHubProcess.Run(elsewhere.FullName, "site", "enrol", "--hub", world.Hub.ToString(), "--code", code);
        exit.ShouldBe(0, output + errors);
        elsewhere.Delete(recursive: true);

        await visitor.Go(world.Hub, "/admin/sites/initech");
        await page.Locator(".page-head .badge", new() { HasText = "enrolled" }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await page.Locator(".page-head .badge", new() { HasText = "revoked" }).WaitForAsync();
        await visitor.Go(world.Hub, "/admin/audit?what=site.revoked");
        (await page.Locator("main").InnerTextAsync()).ShouldContain("initech");
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_person_is_disabled_and_cannot_come_in_any_more()
    {
        await using var visitor = await world.Visit();
        var page = visitor.Page;
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await visitor.SignIn(Operator);
        await visitor.Go(world.Hub, "/admin/people?text=lakeside");
        await page.GetByRole(AriaRole.Link, new() { Name = "Leo Lakeside" }).ClickAsync();
        await page.Locator("#reason").FillAsync("left the company");
        await page.GetByRole(AriaRole.Button, new() { Name = "Disable" }).ClickAsync();
        await page.Locator("#standing", new() { HasText = "Disabled" }).WaitForAsync();

        await using var leo = await world.Visit();
        await leo.Go(world.Hub, "/signin");
        await leo.Page.Locator("#Email").FillAsync("buyer@lakeside.example");
        await leo.Page.Locator("button.btn-primary").ClickAsync();
        await leo.Page.Locator("#Password").FillAsync(world.PasswordOf("buyer@lakeside.example"));
        await leo.Page.Locator("button.btn-primary").ClickAsync();
        await leo.Page.Locator("[role=alert]").WaitForAsync();
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_auditor_sees_everything_and_finds_no_button_to_change_it()
    {
        await using var visitor = await world.Visit();
        await visitor.SignIn(Auditor);
        foreach (var path in Pages)
        {
            await visitor.Go(world.Hub, path);
            (await visitor.Page.Locator("main form[method=post]:not(#deliveries form)").CountAsync()).ShouldBe(path.StartsWith("/admin/deliveries", StringComparison.Ordinal) ? 1 : 0, path);
            (await visitor.Page.Locator("main form[method=post] button").CountAsync()).ShouldBe(0, path);
        }

        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_happens_is_seen_as_it_happens()
    {
        await using var receiver = await MoodyReceiver.Start();
        await using var visitor = await world.Visit();
        await visitor.SignIn(Operator);
        await visitor.Go(world.Hub, "/admin/live");
        await visitor.Page.Locator("[data-tail][data-state=open]").WaitForAsync(new() { State = WaitForSelectorState.Attached });

        await Quote();

        await visitor.Page.Locator("[data-tail] li", new() { HasText = "acme" }).First.WaitForAsync();
        visitor.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1440, "en-GB", ColorScheme.Light)]
    [InlineData(375, "de-DE", ColorScheme.Dark)]
    public async Task Every_page_fits_the_window_is_accessible_and_complains_of_nothing(int width, string locale, ColorScheme scheme)
    {
        await using var visitor = await world.Visit(width, locale, scheme);
        await visitor.SignIn(Operator);
        var faults = new List<string>();
        foreach (var path in Pages.Concat(Forms))
        {
            await visitor.Go(world.Hub, path);
            faults.AddRange(await visitor.Faults());
        }

        if (locale == "de-DE")
        {
            await visitor.Go(world.Hub, "/admin");
            (await visitor.Page.Locator("main").InnerTextAsync()).ShouldContain("Braucht Aufmerksamkeit");
            await visitor.Go(world.Hub, "/admin/people");
            var people = await visitor.Page.Locator("main").InnerTextAsync();
            people.ShouldContain("aktiv");
            people.ShouldNotContain("person:");
        }

        await visitor.SignOut();
        await visitor.SignIn(Manager);
        await visitor.Go(world.Acme, "/signin");
        foreach (var path in new[] { "/admin", "/admin/links/acme", "/admin/webhooks", "/admin/webhooks/new", "/admin/deliveries", "/admin/inbound" })
        {
            await visitor.Go(world.Acme, path);
            (await visitor.Page.Locator(".console-menu").CountAsync()).ShouldBe(1, path);
            faults.AddRange(await visitor.Faults());
        }

        faults.ShouldBeEmpty();
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_JavaScript_the_pages_show_the_same()
    {
        await using var visitor = await world.Visit(javaScript: false);
        await visitor.SignIn(Operator);
        foreach (var path in Pages)
        {
            await visitor.Go(world.Hub, path);
            (await visitor.Page.Locator("h1").InnerTextAsync()).ShouldNotBeNullOrWhiteSpace(path);
        }

        await visitor.Go(world.Hub, "/admin/people?text=viewer");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Vera Riverside" }).ClickAsync();
        (await visitor.Page.Locator("main").InnerTextAsync()).ShouldContain("Riverside Trading");
    }

    [Fact]
    public async Task Hangfires_own_pages_open_to_administrators()
    {
        await using var visitor = await world.Visit();
        await visitor.SignIn(Operator);
        await visitor.Go(world.Hub, "/admin");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Jobs" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Recurring Jobs" }).ClickAsync();
        (await visitor.Page.Locator("body").InnerTextAsync()).ShouldContain("sweep the webhooks");
        visitor.Complaints.ShouldBeEmpty();
    }

    /// <summary>A quotation at acme.</summary>
    private async Task<string> Quote()
    {
        using var http = new HttpClient { BaseAddress = world.Acme };
        http.DefaultRequestHeaders.Add("Authorization", "token acme-admin:acme-admin-sample-secret");
        using var answer = await http.PostAsJsonAsync("/api/resource/Quotation", new { customer = "CUST-0001", docstatus = 1, items = new[] { new { item_code = "I1", qty = 1, rate = 10 } } });
        answer.EnsureSuccessStatusCode();
        return (string)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["data"]!["name"]!;
    }

    /// <summary>What a hub of an older version could not read, and kept: a true entry of acme's log, put among the rejected.</summary>
    private async Task Reject(int number)
    {
        await using var acme = new SqliteConnection($"Data Source={Path.Combine(world.Folder, ".sitehub", "acme", "site.db")};Mode=ReadOnly");
        await acme.OpenAsync(TestContext.Current.CancellationToken);
        await using var read = acme.CreateCommand();
        read.CommandText = "SELECT id, data, at FROM log_entry WHERE type = 'document.changed' ORDER BY key DESC LIMIT 1";
        await using var row = await read.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        (await row.ReadAsync(TestContext.Current.CancellationToken)).ShouldBeTrue();
        await using var hub = new SqliteConnection($"Data Source={Path.Combine(world.Folder, ".sitehub", "hub", "hub.db")}");
        await hub.OpenAsync(TestContext.Current.CancellationToken);
        await using var write = hub.CreateCommand();
        write.CommandText = """
            INSERT INTO rejected_entry (link, epoch, epoch_id, seq, entry_id, type, subject, at, received_at, reason, data)
            SELECT name, in_epoch, in_epoch_id, $seq, $id, 'document.changed', 'Quotation', $at, $at, 'an older version could not read it', $data FROM link WHERE name = 'acme'
            """;
        write.Parameters.AddWithValue("$seq", 900_000 + number);
        write.Parameters.AddWithValue("$id", row.GetString(0));
        write.Parameters.AddWithValue("$data", row.GetFieldValue<byte[]>(1));
        write.Parameters.AddWithValue("$at", row.GetInt64(2));
        (await write.ExecuteNonQueryAsync(TestContext.Current.CancellationToken)).ShouldBe(1, number.ToString(CultureInfo.InvariantCulture));
    }
}
