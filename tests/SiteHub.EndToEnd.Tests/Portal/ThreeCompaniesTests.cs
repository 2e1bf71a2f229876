using System.Text.Json.Nodes;
using Microsoft.Playwright;
using SiteHub.EndToEnd.Tests.Browsers;
using SiteHub.EndToEnd.Tests.Cli;
using SiteHub.EndToEnd.Tests.Worlds;
using SiteHub.Operations.Configuration;
using SiteHub.Testing.Frappe;

namespace SiteHub.EndToEnd.Tests.Portal;

/// <summary>Two companies with an ERPNext each and one that keeps its documents here, and a member of a customer of all three at a browser.</summary>
public sealed class ThreeCompaniesTests
{
    private const string Embedded = "acme";
    private const string Pumps = "globex";
    private const string Valves = "initech";
    private const string Rita = "rita@riverside.example";

    [Fact]
    public async Task A_member_sees_accepts_prints_reads_a_file_and_talks_with_all_three_in_one_place()
    {
        Assert.SkipUnless(Chromium.IsThere, "Needs chromium, which tests/run.sh installs where it can.");
        await using var pumps = await StandInErp.AddTo(new StandInFrappe()).StartAsync(Ports.Take());
        await using var valves = await StandInErp.AddTo(new StandInFrappe(version: 16)).StartAsync(Ports.Take());
        var (offer, other) = (Quotation(pumps, "One Pumps"), Quotation(valves, "Two Valves"));
        pumps.Files.Attach("Quotation", offer, "drawing.xml", "<drawing/>"u8.ToArray());
        await using var world = new World(static file =>
        {
            var third = file.Site(Pumps).DeepClone().AsObject();
            third["slug"] = Valves;
            third["name"] = "Initech Valves";
            var address = $"http://localhost:{Ports.Take()}";
            (third["listen"], third["url"]) = (address, address);
            third["link"] = new JsonObject { ["secret"] = LinkSecrets.Generate().Reveal(), ["clientSecret"] = Guid.NewGuid().ToString("N") };
            file["sites"]!.AsArray().Add((JsonNode)third);
            foreach (var site in new[] { file.Site(Pumps), third })
            {
                foreach (var part in (string[])["source", "publications", "actions", "webhooks", "receiving"])
                {
                    site.Remove(part);
                }
            }
        });
        await world.Hub.StartAsync();
        await Join(world, Pumps, pumps);
        await Join(world, Valves, valves);
        await world.StartAllAsync();
        var customer = await Member.Customer(world, "Riverside", Embedded, "CUST-0001");
        foreach (var site in new[] { Pumps, Valves })
        {
            using var linked = await world.Api.SendAsync(HttpMethod.Put, $"/api/v1/customers/{customer}/accounts/{site}/Riverside");
            linked.StatusCode.ShouldBe(System.Net.HttpStatusCode.NoContent);
        }

        using (await Member.Invited(world, customer, Rita, "buyer"))
        {
        }

        var here = await world.InsertQuotationAsync(Embedded);
        (await world.At(Embedded).UpdateAsync(Quotations.DocType, here, new JsonObject { ["status"] = "Open" })).ShouldSucceed();
        await Until.Holds(async () => (await world.Api.GetAsync("/api/v1/documents?kind=offer&class=open"))["documents"]!.AsArray().Count.ShouldBe(3), 60);
        await using var chromium = await Chromium.LaunchAsync();
        await using var visitor = await Chromium.VisitAsync(chromium, world.Hub.Address, static _ => "a long enough password");
        await visitor.SignIn(Rita);
        var page = visitor.Page;

        // One overview of all three, and from there to the list.
        await visitor.Go(world.Hub.Address, "/");
        var tile = page.Locator("[data-kind=offer]");
        (await tile.Locator(".h1").InnerTextAsync()).ShouldBe("3");
        await tile.ClickAsync();
        (await page.Locator("#list").InnerTextAsync()).ShouldSatisfyAllConditions(text => text.ShouldContain(offer), text => text.ShouldContain(other), text => text.ShouldContain(here));

        // Accepted there, and the order is here.
        await visitor.Go(world.Hub.Address, $"/documents/{Pumps}/Quotation/{offer}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();
        await page.Locator("[data-state=completed]").WaitForAsync();
        await page.Locator("#status", new() { HasText = "Ordered" }).WaitForAsync();
        lock (pumps.Site.Lock)
        {
            ((int)pumps.Site.Of("Sales Order").Values.ShouldHaveSingleItem()["docstatus"]!).ShouldBe(1);
        }

        await visitor.Go(world.Hub.Address, $"/documents/{Embedded}/Quotation/{here}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();
        await page.Locator("[data-state=completed]").WaitForAsync();

        // The company's own print, and what it attached.
        await visitor.Go(world.Hub.Address, $"/documents/{Pumps}/Quotation/{offer}");
        var print = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Print / PDF" }).ClickAsync());
        (await Bytes(print)).AsSpan(0, 4).ToArray().ShouldBe("%PDF"u8.ToArray());
        print.SuggestedFilename.ShouldEndWith(".pdf");
        var file = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "drawing.xml" }).ClickAsync());
        (await Bytes(file)).ShouldBe("<drawing/>"u8.ToArray());

        // Both ways, and nothing is loaded anew.
        await visitor.Go(world.Hub.Address, $"/documents/{Valves}/Quotation/{other}");
        await page.Locator("#say").FillAsync("Do you have it in brass?");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await page.Locator("[data-from=customer][data-state=delivered]").WaitForAsync();
        lock (valves.Site.Lock)
        {
            var asked = valves.Site.Of("Comment").Values.Single(static comment => ((string?)comment["content"])?.Contains("brass", StringComparison.Ordinal) == true);
            ((string?)asked["reference_name"]).ShouldBe(other);
            valves.Site.Insert("Comment", new JsonObject { ["comment_type"] = "Comment", ["comment_by"] = "Sam Sales", ["reference_doctype"] = "Quotation", ["reference_name"] = other, ["content"] = "<p>@customer Yes, from stock.</p>" });
        }

        await page.Locator("[data-from=company]", new() { HasText = "Yes, from stock." }).WaitForAsync();
        await visitor.Go(world.Hub.Address, $"/documents/{Embedded}/Quotation/{here}");
        await page.Locator("#say").FillAsync("Thank you.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await page.Locator("[data-from=customer][data-state=delivered]").WaitForAsync();
        (await visitor.Faults()).ShouldBeEmpty();
        visitor.Complaints.ShouldBeEmpty();
    }

    private static async Task<byte[]> Bytes(IDownload download)
    {
        await using var stream = await download.CreateReadStreamAsync();
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        return bytes.ToArray();
    }

    private static async Task Join(World world, string slug, StandInFrappe frappe)
    {
        var secret = Path.Combine(world.Folder, "erp.secret");
        await File.WriteAllTextAsync(secret, StandInFrappe.Secret + "\n", TestContext.Current.CancellationToken);
        var (code, output, errors) = await SiteHubProcess.Run(
            world.Folder, "site", "connect", "--hub", world.Hub.Url.GetLeftPart(UriPartial.Authority), "--site", slug, "--url", frappe.Url.GetLeftPart(UriPartial.Authority), "--key", StandInFrappe.Key, "--secret-file", secret, "--sites", world.File, "--data", Path.Combine(world.Folder, "joining"));
        code.ShouldBe(0, output + errors);
    }

    private static string Quotation(StandInFrappe frappe, string company)
    {
        frappe.Site.Type("Sales Order").Fields.RemoveAll(static field => field.Name == "custom_sitehub_request");
        frappe.Site.Insert("Customer", new JsonObject { ["customer_name"] = "Riverside" });
        var name = (string)frappe.Site.Insert("Quotation", new JsonObject
        {
            ["party_name"] = "Riverside", ["title"] = "Riverside", ["valid_till"] = "2099-12-01", ["company"] = company, ["items"] = new JsonArray(new JsonObject { ["item_code"] = "PUMP-1", ["qty"] = 2, ["rate"] = 150 }),
        })["name"]!;
        frappe.Site.Update("Quotation", name, new JsonObject { ["docstatus"] = 1 });
        return name;
    }
}
