using System.Text.Json.Nodes;
using SiteHub.Testing.Frappe;

namespace SiteHub.EndToEnd.Tests.Joining;

/// <summary>Each thing that is in the way of joining is said in a sentence, with what to do; a dry run says it too, and writes nothing.</summary>
public sealed class HindranceTests
{
    [Fact]
    public async Task What_a_users_rights_hide_is_said_with_what_to_do_and_a_dry_run_writes_nothing()
    {
        await using var world = await JoinWorld.StartAsync();
        var erp = world.Erp;
        var agent = world.AsSalesUser([.. erp.Types.Keys.Except(["Webhook", "Webhook Request Log", "Custom Field", "Social Login Key", "Deleted Document", "Delivery Note"])]);
        agent.Only["Customer"] = ["Riverside"];
        agent.Only["Company"] = ["One Pumps"];
        erp.Insert("Sales Order", new JsonObject { ["customer"] = "Riverside", ["delivery_date"] = "2099-01-01", ["items"] = new JsonArray(new JsonObject { ["item_code"] = "PUMP-1", ["qty"] = 1, ["rate"] = 5 }) });
        erp.Type("Sales Order").Find("terms")!.PermLevel = 1;
        erp.Type("Sales Order Item").Find("rate")!.PermLevel = 1;
        erp.Type("Sales Invoice").Find("outstanding_amount")!.PermLevel = 2;
        Only("Issue", ["read", "write", "create"], ofTheirOwn: true);
        Only("Sales Order", ["read"], ofTheirOwn: false);
        Only("File", ["read", "write"], ofTheirOwn: true);
        world.Frappe.Faults.ClockIsOff = TimeSpan.FromMinutes(10);

        var said = await DryRun(world);

        said.Output.ShouldMatch("limited   The site's clock is (5[5-9][0-9]|600) s ahead of this machine's.\\s+Do: Let both machines follow a time server");
        said.Says(
            "limited   Sales Order: agent@one.example sees only what User Permissions allow (Customer Riverside, Company One Pumps).", "Do: Delete the User Permissions of agent@one.example, or set in them that they do not apply to Sales Order.",
            "limited   Sales Invoice: agent@one.example sees only what User Permissions allow",
            "limited   Issue: agent@one.example sees only the documents that it made itself.", "take \"Only if Creator\" from a role of agent@one.example",
            "limited   Sales Order: terms is hidden from agent@one.example by a permission level.", "let a role of agent@one.example read Sales Order at level 1",
            "limited   Sales Order: rate is hidden from agent@one.example by a permission level.",
            "limited   Sales Invoice: outstanding_amount is hidden from agent@one.example by a permission level.", "at level 2",
            "hindered  agent@one.example may not read Delivery Note.", "Do: Give agent@one.example one of the roles System Manager, Sales User",
            "limited   agent@one.example may not create Sales Order, so that this fails for whoever asks: Accept.",
            "limited   The user may not see or make webhooks, so that changes are seen by looking for them every 60 s alone.", "Do: Give it the role System Manager, and connect again",
            "limited   agent@one.example may not read Deleted Document",
            "limited   agent@one.example may not print Quotation, so that members who want it as a PDF are told that it cannot be given.", "let a role of agent@one.example print Quotation",
            "limited   agent@one.example sees only the files that it made itself, so that nobody in the portal sees what others attached to Quotation, ", "let a role of agent@one.example read File",
            "limited   agent@one.example may not make a File, so that what members send along does not come to the site: Issue New issue, Issue Send files, Opportunity Request a quotation.",
            "limited   The user may not read the site's time zone (System Settings).", "Do: Set source.timeZone");
        said.Code.ShouldBe(1, said.All);

        void Only(string docType, string[] allows, bool ofTheirOwn)
        {
            erp.Type(docType).Rights.RemoveAll(static right => right.Role == "Sales User");
            erp.Type(docType).Rights.Add(("Sales User", 0, allows, ofTheirOwn));
        }
    }

    [Fact]
    public async Task What_is_there_already_and_is_not_ours_is_left_alone_and_said()
    {
        await using var world = await JoinWorld.StartAsync();
        var erp = world.Erp;
        erp.Insert("Custom Field", new JsonObject { ["dt"] = "Sales Order", ["fieldname"] = "custom_sitehub_request", ["label"] = "Ours", ["fieldtype"] = "Data" }, silent: true);
        erp.Insert("Custom Field", new JsonObject { ["dt"] = "Issue", ["fieldname"] = "custom_sitehub_request", ["label"] = "Ours", ["fieldtype"] = "Int", ["unique"] = 1 }, silent: true);
        erp.Insert("Webhook", new JsonObject { ["name"] = "SiteHub erp Quotation on_change", ["webhook_doctype"] = "Quotation", ["webhook_docevent"] = "on_change", ["request_url"] = "https://elsewhere.example/" }, silent: true);
        erp.Insert("Social Login Key", new JsonObject { ["provider_name"] = "SiteHub", ["base_url"] = "https://other.example", ["authorize_url"] = "/x" }, silent: true);
        erp.Types.Remove("Delivery Note");
        erp.Type("Sales Invoice").Fields.RemoveAll(static field => field.Name == "shipping_address");
        world.Frappe.Faults.ClockIsOff = TimeSpan.FromMinutes(-10);

        var said = await DryRun(world, "--login-client", "erp", "--login-secret-env", "ERP_SECRET");

        said.Output.ShouldMatch("Sales Invoice has no [a-z_, ]*shipping_address[a-z_, ]* there, so that it is left out.");
        said.Output.ShouldMatch("limited   The site's clock is (5[5-9][0-9]|600) s behind this machine's.");
        said.Says(
            "hindered  The field custom_sitehub_request of Sales Order is not unique, and was not made by SiteHub", "Do: Set Unique on it in Customize Form",
            "hindered  Issue has a field custom_sitehub_request that is Int and not Data",
            "hindered  There is a webhook SiteHub erp Quotation on_change that is not ours: it calls https://elsewhere.example/.", "Do: Rename it there, or delete it; then connect again.",
            "hindered  There is a Social Login Key sitehub that is not ours: it leads to https://other.example.",
            "ok        The site has no DocType Delivery Note, so that it is left out.",
            "Would make or mend 29 webhooks.");
        said.Code.ShouldBe(1, said.All);
    }

    private static async Task<Said> DryRun(JoinWorld world, params string[] more)
    {
        var said = await world.Connect(["--dry-run", .. more]);

        said.Output.ShouldContain("Nothing was written: this was a dry run.", Case.Sensitive, said.All);
        world.Writes().ShouldBeEmpty();
        File.Exists(world.SitesFile).ShouldBeFalse();
        Directory.Exists(Path.Combine(world.Folder, ".agent")).ShouldBeFalse();
        return said;
    }

    [Theory]
    [InlineData("wrong key", "hindered  The site does not know this key with this secret.", "Generate Keys")]
    [InlineData("away", "hindered  The site cannot be asked:", "Is it the address of the Frappe site")]
    [InlineData("another page", "hindered  The site cannot be asked: What the site answered is no JSON object", "Is it the address of the Frappe site")]
    public async Task A_site_that_does_not_let_the_agent_in_is_not_joined_and_nothing_is_written(string hindrance, string told, string mend)
    {
        await using var world = await JoinWorld.StartAsync();
        switch (hindrance)
        {
            case "wrong key":
                world.Key = "nobodyskey";
                break;
            case "away":
                await world.Frappe.StopAsync();
                break;
            default:
                world.Frappe.Faults.Instead = static _ => (200, "text/html", "<html>Welcome</html>");
                break;
        }

        var said = await world.Connect("--code", "X");

        said.Code.ShouldBe(4, said.All);
        said.Output.ShouldContain(told, Case.Sensitive, said.All);
        said.Output.ShouldContain(mend);
        said.Errors.ShouldContain("nothing was written");
        world.Writes().ShouldBeEmpty();
        File.Exists(world.SitesFile).ShouldBeFalse();
    }

    [Theory]
    [InlineData("{", "is not JSON")]
    [InlineData("[]", "is not JSON")]
    [InlineData("{\"hub\": \"http://localhost:5100\"}", "is no configuration of SiteHub")]
    [InlineData("{\"sites\": {}}", "is no configuration of SiteHub")]
    [InlineData("{\"sites\": [null]}", "is no configuration of SiteHub")]
    [InlineData("{\"sites\": [{\"slug\": \"erp\", \"source\": \"embedded\"}]}", "is no configuration of SiteHub")]
    public async Task A_file_that_is_no_configuration_is_left_as_it_is_with_a_word_on_it(string content, string told)
    {
        await using var world = await JoinWorld.StartAsync();
        await File.WriteAllTextAsync(world.SitesFile, content, TestContext.Current.CancellationToken);

        var said = await world.Connect();

        said.Code.ShouldBe(2, said.All);
        said.All.ShouldContain(told);
        said.All.ShouldNotContain("   at SiteHub");
        (await File.ReadAllTextAsync(world.SitesFile, TestContext.Current.CancellationToken)).ShouldBe(content);
    }

    [Fact]
    public async Task What_is_missing_is_asked_for_before_anything_is_done()
    {
        await using var world = await JoinWorld.StartAsync();

        (await world.Connect()).Errors.ShouldContain("Site erp is not enrolled: give the code of the hub's operator with --code.");
        (await world.Connect("--preset", "sap")).Errors.ShouldContain("There is no preset sap.");
        (await world.Run(["site", "connect", "--hub", "http://localhost:1", "--site", "erp", "--url", "https://erp.example"])).Errors.ShouldContain("Say as whom the agent comes to the Frappe site: --key KEY --secret-env NAME.");
        (await world.Run(["site", "connect", "--hub", "http://localhost:1", "--site", "erp"])).Errors.ShouldContain("Say where the Frappe site is");
        File.Exists(world.SitesFile).ShouldBeFalse();
        world.Writes().ShouldBeEmpty();
    }
}
