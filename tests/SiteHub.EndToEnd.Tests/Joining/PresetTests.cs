using System.Text.Json.Nodes;
using SiteHub.EndToEnd.Tests.Cli;
using SiteHub.EndToEnd.Tests.Portal;
using SiteHub.EndToEnd.Tests.Worlds;
using SiteHub.Operations.Configuration;
using SiteHub.Testing.Frappe;

namespace SiteHub.EndToEnd.Tests.Joining;

/// <summary>What the preset makes of an ERPNext, as a customer has it.</summary>
public sealed class PresetTests
{
    private const string Slug = "globex";

    [Fact]
    public async Task A_customer_accepts_declines_asks_disputes_and_writes_and_each_is_done_once_in_the_ERPNext()
    {
        await using var frappe = await StandInErp.AddTo(new StandInFrappe()).StartAsync(Ports.Take());
        var erp = frappe.Site;
        erp.Type("Sales Order").Fields.RemoveAll(static field => field.Name == "custom_sitehub_request");
        erp.Insert("Customer", new JsonObject { ["customer_name"] = "Riverside" });
        erp.Insert("Contact", new JsonObject
        {
            ["first_name"] = "Olga", ["email_id"] = "olga@riverside.example", ["email_ids"] = new JsonArray(new JsonObject { ["email_id"] = "office@riverside.example" }), ["links"] = new JsonArray(new JsonObject { ["link_doctype"] = "Customer", ["link_name"] = "Riverside" }),
        });
        erp.Insert("Contact", new JsonObject { ["first_name"] = "Sue", ["email_id"] = "sue@supplier.example", ["links"] = new JsonArray(new JsonObject { ["link_doctype"] = "Supplier", ["link_name"] = "Riverside" }) });
        var names = Enumerable.Range(0, 3).Select(_ => Quotation(erp)).ToList();
        var invoice = (string)erp.Insert("Sales Invoice", new JsonObject { ["customer"] = "Riverside", ["title"] = "Riverside", ["grand_total"] = 119, ["outstanding_amount"] = 19, ["docstatus"] = 1, ["status"] = "Partly Paid" })["name"]!;
        await using var world = new World(static file =>
        {
            var site = file.Site(Slug);
            foreach (var part in (string[])["source", "publications", "actions", "webhooks", "receiving"])
            {
                site.Remove(part);
            }
        });
        await world.Hub.StartAsync();
        var (code, output, errors) = await SiteHubProcess.Run(
            world.Folder, "site", "connect", "--hub", world.Hub.Url.GetLeftPart(UriPartial.Authority), "--site", Slug, "--url", frappe.Url.GetLeftPart(UriPartial.Authority), "--key", StandInFrappe.Key, "--secret-file", Secret(world), "--sites", world.File, "--data", Path.Combine(world.Folder, "joining"));
        code.ShouldBe(0, output + errors);
        await world.Site(Slug).StartAsync();
        var customer = await Member.Customer(world, "Riverside", Slug, "Riverside");
        using var rita = await Member.Invited(world, customer, "rita@riverside.example", "buyer");
        await Until.Holds(async () => (await rita.Page($"/documents/{Slug}/Quotation/{names[2]}")).ShouldContain("One Pumps"));

        await rita.Ask(Slug, "Quotation", names[0], "accept", ("po_no", "PO-7"));
        await rita.Ask(Slug, "Quotation", names[1], "decline", ("reason", "Too late"));
        await rita.Ask(Slug, "Quotation", names[2], "ask-change", ("text", "Three pumps, please"));
        (await rita.Page($"/documents/{Slug}/Sales%20Invoice/{invoice}")).ShouldContain("19");
        var configured = SitesFileReader.Read(world.File, SitesScope.Site(Slug)).Sites[0];
        configured.Publications.ToDictionary(static one => one.DocType, static one => one.Kind).ShouldBe(
            new Dictionary<string, string>
            {
                ["Customer"] = "other", ["Contact"] = "other", ["Quotation"] = "offer", ["Sales Order"] = "order", ["Delivery Note"] = "delivery", ["Sales Invoice"] = "invoice", ["Payment Entry"] = "payment", ["Issue"] = "request", ["Opportunity"] = "request",
            },
            ignoreOrder: true);
        await Until.Holds(async () => (await world.Api.GetAsync($"/api/v1/customers/{customer}/proposals")).AsArray().Select(static one => (string)one!["email"]!).ShouldBe(["office@riverside.example", "olga@riverside.example"]));
        (await rita.Page("/documents")).ShouldNotContain(">Contact<");
        configured.Publications.Single(static one => one.DocType == "Sales Invoice").Card.Outstanding.ShouldBe("outstanding_amount");
        await rita.Ask(Slug, "Sales Invoice", invoice, "dispute", ("reason", "Paid twice"));

        await Until.Holds(() =>
        {
            var order = erp.Of("Sales Order").Values.ShouldHaveSingleItem();
            ((int)order["docstatus"]!, (string?)order["po_no"], (string?)order["delivery_date"], (string?)order["status"]).ShouldBe((1, "PO-7", "2099-12-01", "To Deliver and Bill"));
            order["items"]![0]!["delivery_date"]!.ToString().ShouldBe("2099-12-01");
            erp.Find("Quotation", names[1])["status"]!.ToString().ShouldBe("Lost");
            Comments().ShouldContain(static text => text.Contains("Three pumps, please", StringComparison.Ordinal) && text.Contains("rita", StringComparison.Ordinal));
            Comments().ShouldContain(static text => text.Contains("Paid twice", StringComparison.Ordinal));
        });

        // By hints and not by the sweep, which comes once a minute.
        var order = (string)erp.Of("Sales Order").Values.Single()["name"]!;
        await Until.Holds(async () => (await rita.Page($"/documents/{Slug}/Sales%20Order/{order}")).ShouldContain("To Deliver and Bill"));
        await Until.Holds(async () => (await rita.Page($"/documents/{Slug}/Quotation/{names[0]}")).ShouldContain("Ordered"));

        await rita.Begin(Slug, "Issue", "new", ("subject", "Pump leaks"), ("description", "Since Monday"));
        await rita.Begin(Slug, "Opportunity", "request-quotation", ("subject", "Four valves"), ("text", "DN 50"));
        await Until.Holds(() =>
        {
            var opportunity = erp.Of("Opportunity").Values.ShouldHaveSingleItem();
            ((string?)opportunity["party_name"], (string?)opportunity["title"], (string?)opportunity["notes"]![0]!["note"]).ShouldBe(("Riverside", "Four valves", "DN 50"));
            ((string?)erp.Of("Issue").Values.ShouldHaveSingleItem()["customer"]).ShouldBe("Riverside");
        });
        var issue = (string)erp.Of("Issue").Values.Single()["name"]!;
        erp.Update("Issue", issue, new JsonObject { ["status"] = "Replied" });
        await Until.Holds(async () => (await rita.Page($"/documents/{Slug}/Issue/{issue}")).ShouldContain("Replied"));
        (await (await rita.Message(Slug, "Issue", issue, "It still leaks"))()).ShouldBe(System.Net.HttpStatusCode.Redirect);
        await Until.Holds(() =>
        {
            var said = erp.Of("Communication").Values.ShouldHaveSingleItem();
            ((string?)said["sent_or_received"], ((string?)said["content"])!.Contains("It still leaks", StringComparison.Ordinal), (string?)erp.Find("Issue", issue)["status"]).ShouldBe(("Received", true, "Open"));
        });
        await Until.Holds(async () => (await rita.Page($"/documents/{Slug}/Issue/{issue}")).ShouldContain("data-state=\"delivered\""));

        // What the company's people mail her, and what they mark for her on the invoice; and not what they note for themselves.
        Said("Communication", "Issue", issue, "<p>We come on Friday.</p>", ("communication_type", "Communication"), ("sent_or_received", "Sent"), ("recipients", "rita@riverside.example"), ("subject", "Re: Pump leaks"), ("sender_full_name", "Sam Service"));
        Said("Comment", "Sales Invoice", invoice, "<p>she never pays in time</p>", ("comment_type", "Comment"), ("comment_by", "Sam Sales"));
        Said("Comment", "Sales Invoice", invoice, "<p>@customer Sorry, the second is cancelled.</p>", ("comment_type", "Comment"), ("comment_by", "Sam Sales"));
        await Until.Holds(async () => (await rita.Page($"/documents/{Slug}/Issue/{issue}")).ShouldSatisfyAllConditions(static page => page.ShouldContain("We come on Friday."), static page => page.ShouldContain("Sam Service")));
        await Until.Holds(async () => (await rita.Page($"/documents/{Slug}/Sales%20Invoice/{invoice}")).ShouldSatisfyAllConditions(static page => page.ShouldContain("Sorry, the second is cancelled."), static page => page.ShouldNotContain("never pays")));
        (await rita.Page("/notifications")).ShouldContain("Sam Sales wrote on");
        await Until.Holds(async () => (await world.Api.DocumentAsync(Slug, "Issue", issue)).Body.ToJsonString().ShouldContain("\"status\":\"Open\""));
        await rita.Ask(Slug, "Issue", issue, "close");
        await Until.Holds(() => ((string?)erp.Find("Issue", issue)["status"]).ShouldBe("Closed"));

        void Said(string docType, string about, string name, string content, params (string Field, string Value)[] more)
        {
            var said = new JsonObject { ["reference_doctype"] = about, ["reference_name"] = name, ["content"] = content };
            foreach (var (field, value) in more)
            {
                said[field] = value;
            }

            erp.Insert(docType, said);
        }

        List<string> Comments()
        {
            lock (erp.Lock)
            {
                return [.. erp.Of("Comment").Values.Select(static comment => (string)comment["content"]!)];
            }
        }
    }

    private static string Quotation(StandInSite erp)
    {
        var name = (string)erp.Insert("Quotation", new JsonObject
        {
            ["party_name"] = "Riverside", ["title"] = "Riverside", ["valid_till"] = "2099-12-01", ["company"] = "One Pumps", ["items"] = new JsonArray(new JsonObject { ["item_code"] = "PUMP-1", ["qty"] = 2, ["rate"] = 150 }),
        })["name"]!;
        erp.Update("Quotation", name, new JsonObject { ["docstatus"] = 1 });
        return name;
    }

    private static string Secret(World world)
    {
        var file = Path.Combine(world.Folder, "erp.secret");
        File.WriteAllText(file, StandInFrappe.Secret + "\n");
        return file;
    }
}
