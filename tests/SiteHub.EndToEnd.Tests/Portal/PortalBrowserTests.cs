using System.Diagnostics;
using Microsoft.Playwright;
using SiteHub.EndToEnd.Tests.Browsers;
using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.Portal;

/// <summary>The portal as a customer uses it, in a real browser against `sitehub up`.</summary>
public sealed class PortalBrowserTests(UpAndBrowser world) : IClassFixture<UpAndBrowser>
{
    private const string Buyer = "buyer@riverside.example";

    /// <summary>The walk of the README.</summary>
    [Fact]
    public async Task A_buyer_filters_opens_a_quotation_accepts_it_and_sees_the_order_without_loading_anything_anew()
    {
        await using var visitor = await world.Visit();
        await visitor.SignIn(Buyer);
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Documents" }).ClickAsync();
        await visitor.Page.Locator("#kind").SelectOptionAsync("offer");
        await visitor.Page.Locator("#class").SelectOptionAsync("open");
        await visitor.Page.Locator("#site").SelectOptionAsync("acme");
        await visitor.Page.Locator("#list td", new() { HasText = "Invoice" }).First.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        visitor.Page.Url.ShouldContain("kind=offer");
        visitor.Page.Url.ShouldContain("class=open");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "QTN-00001" }).ClickAsync();
        await visitor.Page.Locator("#accept-po_no").FillAsync("PO-4711");

        var took = await Accept(visitor);

        await visitor.Page.Locator("#status", new() { HasText = "Ordered" }).WaitForAsync();
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Order SO-" }).ClickAsync();
        (await visitor.Page.Locator("main").InnerTextAsync()).ShouldContain("PO-4711");

        // The first one wakes much for the first time.
        var times = new List<TimeSpan> { took };
        foreach (var name in new[] { Globex(10), Globex(15) })
        {
            await visitor.Go(world.Hub, $"/documents/globex/Quotation/{name}");
            times.Add(await Accept(visitor));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"accepted, done and shown after {string.Join(", ", times.Select(static time => $"{time.TotalMilliseconds:0}"))} ms");
        visitor.Complaints.ShouldBeEmpty();
    }

    /// <summary>A quotation that was seeded at globex, whose series has the year of the clock in its names.</summary>
    private static string Globex(int number) => $"SAL-QTN-{TimeProvider.System.GetUtcNow().Year}-{number:00000}";

    private static async Task<TimeSpan> Accept(Visitor visitor)
    {
        var began = Stopwatch.GetTimestamp();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();
        await visitor.Page.Locator("[data-state=completed]").WaitForAsync();
        return Stopwatch.GetElapsedTime(began);
    }

    [Fact]
    public async Task What_a_colleague_does_appears_on_an_open_page()
    {
        await using var visitor = await world.Visit();
        await visitor.SignIn("viewer@riverside.example");
        await visitor.Go(world.Hub, "/actions");
        await using var colleague = await world.Visit();
        await colleague.SignIn(Buyer);
        await colleague.Go(world.Hub, "/actions");
        await colleague.Page.GetByRole(AriaRole.Link, new() { Name = "Acme Pumps: Report an issue" }).ClickAsync();
        await colleague.Page.GetByLabel("Subject").FillAsync("The pump leaks");
        await colleague.Page.GetByLabel("Priority").SelectOptionAsync("High");
        await colleague.Page.GetByLabel("Description").FillAsync("Since Monday.");

        await colleague.Page.GetByRole(AriaRole.Button, new() { Name = "Report an issue" }).ClickAsync();

        await visitor.Page.Locator("[data-state=completed]").First.WaitForAsync();
        (await visitor.Page.Locator("main").InnerTextAsync()).ShouldContain("Report an issue");
        await visitor.Go(world.Hub, "/documents?docType=Issue");
        await Until.Holds(async () =>
        {
            await visitor.Page.ReloadAsync();
            (await visitor.Page.Locator("#list").InnerTextAsync()).ShouldContain("ISS-");
        });
        visitor.Complaints.ShouldBeEmpty();
    }

    /// <summary>What two companies call a Sales Invoice and a Quotation is one number each, and leads to what it counts.</summary>
    [Fact]
    public async Task A_tile_of_the_overview_leads_to_what_it_counts()
    {
        await using var visitor = await world.Visit();
        await visitor.SignIn("viewer@riverside.example");
        await visitor.Go(world.Hub, "/");
        var tile = visitor.Page.Locator("[data-kind=invoice]");
        var count = int.Parse(await tile.Locator(".h1").InnerTextAsync(), System.Globalization.CultureInfo.InvariantCulture);
        count.ShouldBeGreaterThan(1);
        (await tile.InnerTextAsync()).ShouldMatch(@"[\d,]+\.\d\d (EUR|USD)");

        await tile.ClickAsync();

        await visitor.Page.Locator("#list tbody tr").First.WaitForAsync();
        (await visitor.Page.Locator("#list tbody tr").CountAsync()).ShouldBe(count);
        (await visitor.Page.Locator("#list [data-class=open], #list [data-class=overdue]").CountAsync()).ShouldBe(count);
        (await visitor.Page.Locator("#kind").InputValueAsync()).ShouldBe("invoice");
        visitor.Complaints.ShouldBeEmpty();
    }

    /// <summary>What somebody writes, where they are and what they opened outlast what comes in meanwhile, and they are told that it came.</summary>
    [Fact]
    public async Task Whoever_is_writing_is_not_interrupted_by_what_changes_on_the_page()
    {
        await using var visitor = await world.Visit();
        await visitor.SignIn(Buyer);
        var page = visitor.Page;
        var address = $"/documents/globex/Quotation/{Globex(9)}";
        await visitor.Go(world.Hub, address);
        await page.Locator("summary", new() { HasText = "Decline" }).ClickAsync();
        await page.Locator("#accept-po_no").PressSequentiallyAsync("PO-12");
        await page.Locator("#decline-reason").FocusAsync();

        await using var colleague = await world.Visit();
        await colleague.SignIn(Buyer);
        await colleague.Go(world.Hub, address);
        await colleague.Page.Locator("summary", new() { HasText = "Ask for a change" }).ClickAsync();
        await colleague.Page.Locator("#ask-for-change-change").FillAsync("Ten of them");
        await colleague.Page.GetByRole(AriaRole.Button, new() { Name = "Ask for a change" }).ClickAsync();
        await page.Locator("#changed-meanwhile").WaitForAsync();

        (await page.Locator("#accept-po_no").InputValueAsync()).ShouldBe("PO-12");
        (await page.Locator("#decline-reason").IsVisibleAsync()).ShouldBeTrue();
        (await page.EvaluateAsync<string>("document.activeElement.id")).ShouldBe("decline-reason");
        await page.Keyboard.TypeAsync("Too dear");
        (await page.Locator("#decline-reason").InputValueAsync()).ShouldBe("Too dear");
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_goes_back_to_a_form_that_was_refused_finds_the_page()
    {
        await using var visitor = await world.Visit();
        await visitor.SignIn(Buyer);
        await visitor.Go(world.Hub, "/account");
        await visitor.Page.Locator("#FamilyName").FillAsync("Somebody else");
        await visitor.Page.Locator("main button.btn-primary").ClickAsync();
        await visitor.Page.Locator(".field-validation-error").WaitForAsync();
        await visitor.Go(world.Hub, "/account/sessions");

        await visitor.Page.GoBackAsync();

        (await visitor.Page.Locator("main").InnerTextAsync()).ShouldContain("Time zone");
        visitor.Page.Url.ShouldEndWith("/account");
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_portals_menu_is_on_every_page_of_a_members()
    {
        await using var visitor = await world.Visit();
        await visitor.SignIn(Buyer);
        foreach (var path in new[] { "/", "/documents", "/actions", "/companies", "/members", "/notifications", "/account", "/account/security", "/account/sessions", "/account/connections" })
        {
            await visitor.Go(world.Hub, path);
            (await visitor.Page.Locator(".nav-portal a[href='/documents']").CountAsync()).ShouldBe(1, path);
        }
    }

    [Fact]
    public async Task On_a_phone_the_console_s_menu_is_folded_until_it_is_wanted()
    {
        await using var visitor = await world.Visit(375);
        await visitor.SignIn("olivia@northwind.example");
        await visitor.Go(world.Hub, "/admin/links");
        var links = visitor.Page.Locator(".console-menu a:visible");
        (await links.AllInnerTextsAsync()).ShouldBe(["Links"]);

        await visitor.Page.Locator("[data-fold]").ClickAsync();

        (await links.CountAsync()).ShouldBeGreaterThan(10);
        (await visitor.Page.Locator("[data-fold]").GetAttributeAsync("aria-expanded")).ShouldBe("true");
        (await visitor.Faults()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1440, "en-GB", ColorScheme.Light)]
    [InlineData(375, "de-DE", ColorScheme.Dark)]
    public async Task Every_page_fits_the_window_is_accessible_and_complains_of_nothing(int width, string locale, ColorScheme scheme)
    {
        await using var visitor = await world.Visit(width, locale, scheme);
        await visitor.SignIn(Buyer);
        var faults = new List<string>();
        foreach (var path in new[] { "/", "/documents", "/documents?docStatus=9", "/documents?kind=invoice&class=open&class=overdue", $"/documents/globex/Quotation/{Globex(9)}", "/documents/globex/Customer/C-00001", "/actions", "/actions/new/acme/Issue/new", "/companies", "/members", "/notifications", "/account" })
        {
            await visitor.Go(world.Hub, path);
            faults.AddRange(await visitor.Faults());
        }

        faults.ShouldBeEmpty();
        visitor.Complaints.ShouldBeEmpty();
        if (locale == "de-DE")
        {
            await visitor.Go(world.Hub, $"/documents/globex/Quotation/{Globex(9)}");
            var text = await visitor.Page.Locator("main").InnerTextAsync();
            text.ShouldContain($"Angebot {Globex(9)}");
            text.ShouldContain("2.285,40 USD");
            text.ShouldContain("15.12.2026", customMessage: "what is seeded has the dates of one autumn, whenever it is seeded");
            text.ShouldContain("Annehmen");
        }
    }

    [Fact]
    public async Task Without_JavaScript_a_quotation_is_declined_all_the_same()
    {
        await using var visitor = await world.Visit(javaScript: false);
        await visitor.SignIn(Buyer);
        await visitor.Go(world.Hub, "/documents?docType=Quotation&site=acme&status=Open");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "QTN-00023" }).ClickAsync();
        await visitor.Page.Locator("summary", new() { HasText = "Decline" }).ClickAsync();
        await visitor.Page.Locator("#decline-reason").FillAsync("Too dear");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Decline" }).ClickAsync();

        await Until.Holds(async () =>
        {
            await visitor.Page.ReloadAsync();
            (await visitor.Page.Locator("main").InnerTextAsync()).ShouldContain("completed");
        });
    }
}
