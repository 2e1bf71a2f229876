using System.Net;
using System.Text.Json.Nodes;
using SiteHub.EndToEnd.Tests.Agreements;
using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.Following;

/// <summary>Whatever becomes of a document, or of what a site shows of it, the hub follows.</summary>
[Collection(nameof(FollowedSites))]
public sealed class FollowTests(FollowedSites sites)
{
    private const string Site = "acme";
    private const string DocType = Quotations.DocType;

    private readonly World _world = sites.World;

    [Fact]
    public async Task A_document_deleted_and_made_anew_goes_on_with_its_revisions()
    {
        var item = new JsonObject { ["item_code"] = "PUMP-99", ["item_name"] = "Pump", ["standard_rate"] = 1.0 };
        (await At.InsertAsync("Item", item)).ShouldSucceed();
        await HubSaysAsync("Item", "PUMP-99", HttpStatusCode.OK);
        (await At.DeleteAsync("Item", "PUMP-99")).ShouldSucceed();
        await HubSaysAsync("Item", "PUMP-99", HttpStatusCode.Gone);
        item["item_name"] = "Pump, the second";
        (await At.InsertAsync("Item", item)).ShouldSucceed();

        await HubSaysAsync("Item", "PUMP-99", HttpStatusCode.OK);
        ((string)(await HeldAsync("Item", "PUMP-99"))["body"]!["item_name"]!).ShouldBe("Pump, the second");
        (await TimelineAsync("Item", "PUMP-99")).ShouldBe(["1 changed", "2 deleted", "3 changed"]);
    }

    [Fact]
    public async Task A_document_renamed_goes_under_one_name_and_comes_under_the_other()
    {
        var name = await _world.InsertQuotationAsync(Site);
        await HubSaysAsync(DocType, name, HttpStatusCode.OK);
        var newName = $"{name}/a new näme";
        (await At.RenameAsync(DocType, name, newName)).ShouldSucceed();

        await HubSaysAsync(DocType, newName, HttpStatusCode.OK);
        await HubSaysAsync(DocType, name, HttpStatusCode.Gone);
        (await TimelineAsync(DocType, name)).ShouldBe(["1 changed", "2 deleted"]);
        (await TimelineAsync(DocType, newName)).ShouldBe(["1 changed"]);
    }

    [Fact]
    public async Task A_document_moved_to_another_account_leaves_the_first_ones_list_and_tells_the_move_once()
    {
        var name = await _world.InsertQuotationAsync(Site, customer: 0, docStatus: 0);
        await HubSaysAsync(DocType, name, HttpStatusCode.OK);
        var (first, second) = ((string)(await HeldAsync(DocType, name))["account"]!, (string)_world.Quotation(Site, customer: 1)["customer"]!);
        (await At.UpdateAsync(DocType, name, new JsonObject { ["customer"] = second })).ShouldSucceed();

        await Until.Holds(async () => ((string)(await HeldAsync(DocType, name))["account"]!).ShouldBe(second));
        (await NamesOfAsync(first)).ShouldNotContain(name);
        (await NamesOfAsync(second)).ShouldContain(name);
        var timeline = await _world.Api.TimelineAsync(Site, DocType, name);
        timeline.Select(entry => (string)entry!["account"]!).ShouldBe([first, second]);
    }

    [Fact]
    public async Task A_document_that_leaves_the_condition_is_withdrawn_and_comes_back_with_it()
    {
        var name = (await At.InsertAsync("Customer", new JsonObject { ["customer_name"] = "Once and again" })).ShouldSucceed().Document.GetProperty("name").GetString()!;
        await HubSaysAsync("Customer", name, HttpStatusCode.OK);
        (await At.UpdateAsync("Customer", name, new JsonObject { ["disabled"] = 1 })).ShouldSucceed();
        await HubSaysAsync("Customer", name, HttpStatusCode.Gone);
        (await At.UpdateAsync("Customer", name, new JsonObject { ["territory"] = "hidden meanwhile" })).ShouldSucceed();
        (await At.UpdateAsync("Customer", name, new JsonObject { ["disabled"] = 0 })).ShouldSucceed();

        await HubSaysAsync("Customer", name, HttpStatusCode.OK);
        (await TimelineAsync("Customer", name)).ShouldBe(["1 changed", "2 withdrawn", "4 changed"]);
    }

    /// <summary>The configuration is desired state: what is shown changes with the next start of the site, for documents of long ago as well.</summary>
    [Fact]
    public async Task Fields_added_and_taken_and_publications_taken_and_added_change_what_the_hub_holds()
    {
        var name = await _world.InsertQuotationAsync(Site, remark: "for our eyes only");
        await HubSaysAsync(DocType, name, HttpStatusCode.OK);
        await HubSaysAsync("Item", "PUMP-40", HttpStatusCode.OK);
        (await BodyAsync(name)).ContainsKey("remarks").ShouldBeFalse();

        await RestartWithAsync(file =>
        {
            file.Publication(Site, DocType)["fields"]!.AsArray().Add("remarks");
            file.Site(Site)["publications"]!.AsArray().Remove(file.Publication(Site, "Item"));
        });

        await Until.Holds(async () => ((string?)(await BodyAsync(name))["remarks"]).ShouldBe("for our eyes only"));
        await HubSaysAsync("Item", "PUMP-40", HttpStatusCode.Gone);
        await Agreement.ReachedAsync(_world, [Site]);

        await RestartWithAsync(file =>
        {
            var fields = file.Publication(Site, DocType)["fields"]!.AsArray();
            fields.Where(field => field is JsonValue && (string)field! is "remarks" or "terms").ToList().ForEach(field => fields.Remove(field));
            file.Site(Site)["publications"]!.AsArray().Add(FollowedSites.Items());
        });

        await HubSaysAsync("Item", "PUMP-40", HttpStatusCode.OK);
        await Agreement.ReachedAsync(_world, [Site]);
        (await BodyAsync(name)).ShouldSatisfyAllConditions(body => body.ContainsKey("remarks").ShouldBeFalse(), body => body.ContainsKey("terms").ShouldBeFalse());
        var shown = (await _world.Api.GetAsync("/api/v1/sites"))["sites"]!.AsArray().First(site => (string)site!["slug"]! == Site)!["catalogue"]!.ToJsonString();
        shown.ShouldNotContain("\"remarks\",\"as\"");
    }

    private SiteClient At => _world.At(Site);

    private async Task RestartWithAsync(Action<JsonObject> change)
    {
        (await _world.Site(Site).StopAsync()).ShouldBe(0);
        _world.Change(change);
        await _world.Site(Site).StartAsync();
    }

    private Task HubSaysAsync(string docType, string name, HttpStatusCode status) =>
        Until.Holds(async () => (await _world.Api.DocumentAsync(Site, docType, name)).Status.ShouldBe(status, $"{docType} {name}"));

    private async Task<JsonNode> HeldAsync(string docType, string name) => (await _world.Api.DocumentAsync(Site, docType, name)).Body;

    private async Task<JsonObject> BodyAsync(string name) => (await HeldAsync(DocType, name))["body"]!.AsObject();

    private async Task<List<string>> TimelineAsync(string docType, string name) =>
        [.. (await _world.Api.TimelineAsync(Site, docType, name)).Select(entry => $"{entry!["revision"]} {entry["kind"]}")];

    private async Task<List<string>> NamesOfAsync(string account) =>
        [.. (await _world.Api.GetAsync($"/api/v1/documents?site={Site}&docType={DocType}&account={account}&limit=200"))["documents"]!.AsArray().Select(document => (string)document!["name"]!)];
}
