using System.Text.Json.Nodes;
using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.Joining;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Actions;
using SiteHub.Testing.Frappe;

namespace SiteHub.Agent.Tests.Sources;

/// <summary>What becomes of what is made at the site where an answer is lost, the record is, or a DocType is mirrored no more.</summary>
public sealed class JoiningTests
{
    private static readonly string[] Events = ["after_insert", "on_change", "on_trash"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_made_and_not_answered_is_ours_and_is_made_once(bool dies)
    {
        await using var world = await new FrappeWorld().StartAsync(mirrored: false);
        world.Frappe.Faults.DieAfterCommit = dies ? 1 : 0;
        world.Frappe.Faults.FailAfterCommit = dies ? 0 : 1;

        (await Make(world)).ShouldContain(static note => note.IsWrong);
        world.Site.Time.Advance(TimeSpan.FromMinutes(2));
        (await Make(world)).Where(static note => note.IsWrong).ShouldBeEmpty();

        Hooks(world).ShouldBe(Events, ignoreOrder: true);
        (await Examine(world)).Where(static note => note.IsWrong && note.Code != "way-back").ShouldBeEmpty();
        var before = world.Frappe.Requests.Count;
        (await Make(world)).ShouldAllBe(static note => note.Kind == NoteKind.Good);
        world.Frappe.Requests.Skip(before).ShouldAllBe(static request => request.Method == "GET" || request.Path.Contains("get_list", StringComparison.Ordinal));

        (await world.Site.Service<JoiningFactory>().Open().Leave(isDry: false, CancellationToken.None)).ShouldAllBe(static note => note.Kind == NoteKind.Done);
        Hooks(world).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{\"DocType\": \"Webhook\"}")]
    [InlineData("[null, {\"DocType\": null}, {\"Name\": 7}]")]
    [InlineData("[null, {\"DocType\": \"Webhook\"}]")]
    public async Task A_record_that_was_lost_or_damaged_is_written_again_for_what_calls_this_agent_and_for_nothing_else(string? damaged)
    {
        await using var world = await new FrappeWorld().StartAsync(mirrored: false);
        await Make(world);
        var record = Path.Combine(world.Site.Folder, "frappe-made.json");
        File.Delete(record);
        if (damaged is not null)
        {
            await File.WriteAllTextAsync(record, damaged, TestContext.Current.CancellationToken);
        }

        world.Frappe.Site.Update("Webhook", "SiteHub acme SH Order on_trash", new JsonObject { ["request_url"] = "https://elsewhere.example/" });

        (await Make(world)).ShouldContain(static note => note.Code == "webhook-foreign" && note.Text.Contains("https://elsewhere.example/", StringComparison.Ordinal));

        await world.Site.Service<JoiningFactory>().Open().Leave(isDry: false, CancellationToken.None);
        Hooks(world).ShouldBe(["on_trash"]);
    }

    [Fact]
    public async Task A_field_that_was_made_and_not_answered_is_ours_and_goes_with_us()
    {
        await using var world = new FrappeWorld();
        world.Site.Actions.Add(new ActionEntry(new CatalogueAction(FrappeWorld.Order, "new", "New", false, "buyer", []), [new ActionStep.Create(FrappeWorld.Order, "({ title: 'x' })")]));
        await world.StartAsync(mirrored: false);
        world.Frappe.Faults.Instead = path => path.EndsWith("/Webhook", StringComparison.Ordinal) ? (403, "application/json", """{"exc_type":"PermissionError"}""") : null;
        world.Frappe.Faults.FailAfterCommit = 1;

        (await Make(world)).ShouldContain(static note => note.Code == "request-field" && note.Kind == NoteKind.Hindered);
        (await Make(world)).ShouldContain(static note => note.Code == "request-field" && note.Kind == NoteKind.Good);
        world.Frappe.Site.Type(FrappeWorld.Order).Find("custom_sitehub_request")!.Unique.ShouldBeTrue();

        await world.Site.Service<JoiningFactory>().Open().Leave(isDry: false, CancellationToken.None);
        world.Frappe.Site.Type(FrappeWorld.Order).Find("custom_sitehub_request").ShouldBeNull();
    }

    [Fact]
    public async Task How_many_are_mirrored_is_how_many_there_are_now()
    {
        await using var world = new FrappeWorld();
        world.Insert("one");
        await world.StartAsync();
        var second = world.Insert("two");
        world.Insert("three");
        await world.Sweep();
        world.Frappe.Site.Delete(FrappeWorld.Order, second, "Administrator");
        await world.Night();

        var shown = (await world.Site.Get("/api/v1/source")).Json["docTypes"]!.AsArray().Single()!;

        ((int)shown["mirrored"]!).ShouldBe(2);
        shown["total"].ShouldBeNull("nobody knows how many there are to come");
    }

    /// <summary>Whoever may read and sell may not change users, which signing in through the hub needs.</summary>
    [Theory]
    [InlineData("Sales User", true, true)]
    [InlineData("Sales User", false, false)]
    [InlineData("System Manager", true, false)]
    public async Task Whoever_may_not_change_users_is_told_where_people_sign_in_through_the_hub(string role, bool signsIn, bool isTold)
    {
        await using var world = new FrappeWorld();
        var erp = world.Frappe.Site;
        erp.Insert("Role", new JsonObject { ["name"] = role });
        erp.Insert("User", new JsonObject { ["name"] = "agent@one.example", ["email"] = "agent@one.example", ["roles"] = new JsonArray(new JsonObject { ["role"] = role }) });
        erp.Users.Add(new StandInUser("agent@one.example", "agentkey", StandInFrappe.Secret) { Reads = [.. erp.Types.Keys] });
        world.Key = "agentkey";
        await world.StartAsync(mirrored: false);

        var notes = await world.Site.Service<JoiningFactory>().Open().Plan(signsIn ? new SignInClient("erp", new Secret("secret")) : null, CancellationToken.None);

        notes.Any(static note => note.Code == "people").ShouldBe(isTold);
    }

    /// <summary>ERPNext keeps the words {customer_name} in the title of every order, and shows another field.</summary>
    [Theory]
    [InlineData("Sales Order", "customer_name")]
    [InlineData("Quotation", "title")]
    [InlineData("Issue", "subject")]
    public async Task What_a_document_is_called_stands_in_the_field_that_the_site_names(string docType, string title)
    {
        await using var world = await new FrappeWorld().StartAsync(mirrored: false);

        var (parts, _) = await Preset.Find("erpnext")!.Fit(new SiteMetas(world.Site.Service<FrappeClient>()), CancellationToken.None);

        var entry = parts["docTypes"]!.AsArray().Single(one => (string)one!["name"]! == docType)!;
        ((string)entry["titleField"]!).ShouldBe(title);
        entry["fields"]!.AsArray().Any(static field => (string)field!["name"]! == "title").ShouldBe(title == "title");
        var publication = parts["publications"]!.AsArray().Single(one => (string)one!["docType"]! == docType)!;
        ((string)publication["card"]!["title"]!).ShouldBe(title);
        publication["fields"]!.AsArray().Any(static field => field!.GetValueKind() == System.Text.Json.JsonValueKind.String && (string)field! == "title").ShouldBe(title == "title");
    }

    [Fact]
    public async Task What_the_preset_has_and_an_entry_of_before_has_not_is_told_and_not_written()
    {
        await using var world = await new FrappeWorld().StartAsync(mirrored: false);
        var preset = Preset.Find("erpnext")!;
        var (site, _) = await preset.Fit(new SiteMetas(world.Site.Service<FrappeClient>()), CancellationToken.None);
        preset.Beyond(site).ShouldBeEmpty();
        foreach (var publication in site["publications"]!.AsArray().Where(static one => (string)one!["docType"]! is "Quotation" or "Sales Order"))
        {
            publication!.AsObject().Remove("conversation");
        }

        var actions = site["actions"]!.AsArray();
        actions.Remove(actions.Single(static one => (string)one!["name"]! == "accept"));
        var before = site.ToJsonString();

        var note = preset.Beyond(site).ShouldHaveSingleItem();

        note.IsWrong.ShouldBeFalse();
        note.Text.ShouldBe("The preset has more than the configuration: conversation (Quotation, Sales Order), Quotation accept.");
        site.ToJsonString().ShouldBe(before);
    }

    [Fact]
    public async Task A_page_that_answers_in_the_agents_place_is_not_taken_for_it()
    {
        await using var other = await new StandInFrappe().StartAsync();
        other.Faults.Instead = static _ => (200, "text/html", "<html>Welcome</html>");
        await using var world = new FrappeWorld();
        world.Site.Url = other.Url;
        await world.StartAsync(mirrored: false);

        var note = await world.Site.Service<JoiningFactory>().Open().TryWayBack(CancellationToken.None);

        note.Text.ShouldStartWith("What answers the site at ");
        world.Frappe.Site.Of("Webhook").ShouldBeEmpty();
        world.Frappe.Site.Of("Note").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_webhook_of_a_DocType_that_is_not_mirrored_any_more_is_named_and_goes()
    {
        await using var world = await new FrappeWorld().StartAsync(mirrored: false);
        await Make(world);
        world.Site.DocTypes.Clear();
        world.Site.Publications.Clear();
        world.Site.DocTypes.Add(new("Note", FrappeWorld.Naming, false, false, "title", [FrappeWorld.Field("title")], []));
        await world.Site.Restart();

        (await Examine(world)).Count(static note => note.Code == "webhook-left").ShouldBe(3);
        (await Make(world)).Count(static note => note.Code == "webhook-left").ShouldBe(3);

        world.Frappe.Site.Of("Webhook").Values.Select(static hook => (string)hook["webhook_doctype"]!).Distinct().ShouldBe(["Note"]);
    }

    [Theory]
    [InlineData("Traceback (most recent call last):\n  File \"x.py\", line 1\nrequests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: http://x/\n", "401 Client Error: Unauthorized for url: http://x/")]
    [InlineData("Traceback:\nrequests.exceptions.HTTPError: 502 Server Error: Bad Gateway for url: http://x/", "502 Server Error: Bad Gateway for url: http://x/")]
    [InlineData("requests.exceptions.SSLError: certificate verify failed: unable to get local issuer certificate", "requests.exceptions.SSLError: certificate verify failed: unable to get local issuer certificate")]
    [InlineData("\n \n", "\n \n")]
    public void Of_a_trace_the_line_is_said_that_says_what_it_was(string error, string said) => WebhookLog.Reason(error).ShouldBe(said);

    private static Task<IReadOnlyList<JoinNote>> Make(FrappeWorld world) => world.Site.Service<JoiningFactory>().Open().Make(null, CancellationToken.None);

    private static Task<IReadOnlyList<JoinNote>> Examine(FrappeWorld world) => world.Site.Service<JoiningFactory>().Open().Examine(runs: false, repair: false, CancellationToken.None);

    private static List<string> Hooks(FrappeWorld world) => [.. world.Frappe.Site.Of("Webhook").Values.Select(static hook => (string)hook["webhook_docevent"]!)];
}
