using System.Text.Json.Nodes;

namespace SiteHub.EndToEnd.Tests.Joining;

/// <summary>What somebody changed since at the ERPNext is named and mended; whoever leaves takes what was made, and nothing else.</summary>
public sealed class DoctorTests
{
    [Fact]
    public async Task What_somebody_changed_is_named_and_mended_and_leaving_takes_just_what_was_made()
    {
        await using var world = await (await JoinWorld.StartAsync()).WithHub();
        var erp = world.Erp;
        erp.Insert("Webhook", new JsonObject { ["name"] = "Theirs", ["webhook_doctype"] = "Quotation", ["webhook_docevent"] = "on_change", ["request_url"] = "http://localhost:1/" }, silent: true);
        erp.Insert("Custom Field", new JsonObject { ["dt"] = "Sales Order", ["fieldname"] = "custom_theirs", ["label"] = "Theirs", ["fieldtype"] = "Data" }, silent: true);
        await world.Connected("--login-client", "erp", "--login-secret-env", "ERP_SECRET");
        erp.Of("Social Login Key")["sitehub"]["base_url"]!.ToString().ShouldBe(world.Hub.GetLeftPart(UriPartial.Authority));

        await using (var agent = world.Start())
        {
            await agent.Says("is ready");
            var well = await world.Doctor();
            well.Code.ShouldBe(0, well.All);
            well.Says("33 webhooks are as they should be.", "Sales Order has the unique field custom_sitehub_request.", "Its people sign in through the hub", "a webhook was sent and taken", "It runs frappe 15.72.4, erpnext 15.71.1. This was built against recordings of Frappe 15.44 and 15.72 with ERPNext 15.71");

            Change("Quotation on_change", "enabled", 0);
            Change("Sales Order on_change", "request_url", "https://elsewhere.example/");
            Change("Sales Invoice on_change", "enable_security", 0);
            Change("Delivery Note on_change", "condition", "doc.docstatus == 1");
            Change("Issue on_change", "webhook_json", "{}");
            Change("Issue after_insert", "webhook_secret", "another");
            Change("Payment Entry after_insert", "timeout", 9);
            erp.DeleteSilently("Webhook", "SiteHub erp Customer on_trash");
            erp.Update("Custom Field", "Sales Order-custom_sitehub_request", new JsonObject { ["unique"] = 0 });
            erp.Update("Social Login Key", "sitehub", new JsonObject { ["enable_social_login"] = 0 });
            erp.Users[0].Only["Company"] = ["One Pumps"];
            erp.Insert("Issue", new JsonObject { ["subject"] = "A hint that is refused" });
            await Task.WhenAll(world.Frappe.Hooks.Sending);

            var ill = await world.Doctor();
            ill.Code.ShouldBe(1, ill.All);
            ill.Says(
                "the webhook SiteHub erp Quotation on_change: it is disabled.", "Sales Order on_change: it calls https://elsewhere.example/.", "Sales Invoice on_change: it does not sign.", "Delivery Note on_change: it has a condition.", "Issue on_change: it sends something else.",
                "Issue after_insert: perhaps its secret, which nobody can read.", "Payment Entry after_insert: perhaps its secret", "The agent refuses the hints of SiteHub erp Issue after_insert: its secret is not the one that was given.", "The webhook SiteHub erp Customer on_trash is not there.",
                "hindered  The field custom_sitehub_request of Sales Order is not unique any more", "Somebody changed the Social Login Key sitehub: enable_social_login.", "sees only what User Permissions allow (Company One Pumps)");

            erp.Users[0].Only.Clear();
            var mended = await world.Doctor("--repair");
            mended.Says("Made or mended 8 webhooks.", "Made the field custom_sitehub_request of Sales Order unique again.");
            (await world.Connect("--login-client", "erp", "--login-secret-env", "ERP_SECRET")).Output.ShouldContain("Made the Social Login Key sitehub");
            var again = await world.Doctor();
            again.Code.ShouldBe(0, again.All);

            world.Frappe.Faults.Unreachable = "HTTPConnectionPool(host='agent', port=5101): Connection refused";
            (await world.Doctor()).Says("The site does not reach the agent at http://localhost:", "Connection refused", "Do: On the site's machine, try: curl http://localhost:");
            world.Frappe.Faults.Unreachable = null;
        }

        var dry = await world.Disconnect("--dry-run");
        dry.Output.ShouldContain("Would delete Webhook SiteHub erp Quotation on_change.", Case.Sensitive, dry.All);
        erp.Of("Webhook").Count.ShouldBe(34);

        var left = await world.Disconnect();

        left.Code.ShouldBe(0, left.All);
        erp.Of("Webhook").Keys.ShouldBe(["Theirs"]);
        erp.Of("Custom Field").Keys.ShouldBe(["Sales Order-custom_theirs"]);
        erp.Of("Social Login Key").ShouldBeEmpty();
        erp.Of("Note").ShouldBeEmpty();
        JsonNode.Parse(await File.ReadAllTextAsync(world.Made, TestContext.Current.CancellationToken))!.AsArray().ShouldBeEmpty();
        (await world.Disconnect()).Output.ShouldContain("Nothing of what is at the site was made from here.");

        void Change(string hook, string field, JsonNode value) => erp.Update("Webhook", $"SiteHub erp {hook}", new JsonObject { [field] = value });
    }
}
