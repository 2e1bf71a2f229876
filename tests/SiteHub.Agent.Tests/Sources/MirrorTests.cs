using SiteHub.Testing.Frappe;

namespace SiteHub.Agent.Tests.Sources;

/// <summary>What is kept of a Frappe site's documents.</summary>
public sealed class MirrorTests
{
    [Fact]
    public async Task A_sites_documents_are_read_at_the_start_and_the_hub_is_told_of_them()
    {
        await using var world = new FrappeWorld();
        var name = world.Insert("A pump", new { at = "2026-11-24 13:30:00.000000", amount = 12 });

        await world.StartAsync();

        var body = world.Body(name);
        body["title"]!.ToString().ShouldBe("A pump");
        body["rows"]![0]!["item"]!.ToString().ShouldBe("A");
        body["amount"]!.ToJsonString().ShouldBe("12.0");
        body["at"]!.ToString().ShouldBe("2026-11-24 12:30:00.000000", "times are UTC here, and the site is in Berlin");
        world.Revision(name).ShouldBe(1);
        var told = world.Log().Single(static entry => (string?)entry.Data["name"] is not null);
        ((string?)told.Data["account"]).ShouldBe("CUST-1");
        ((string?)told.Data["doc"]!["title"]).ShouldBe("A pump");
        world.Progress().IsBackfilled.ShouldBeTrue();
        world.Progress().Total.ShouldBe(1);
    }

    [Fact]
    public async Task A_change_is_one_revision_however_often_it_is_looked_at()
    {
        await using var world = await new FrappeWorld().StartAsync();
        var name = world.Insert();
        await world.Sweep();
        world.Update(name, new { title = "two" });

        await world.Sweep();
        await world.Sweep();
        await world.Night();

        world.Revision(name).ShouldBe(2);
        world.Body(name)["title"]!.ToString().ShouldBe("two");
        world.Site.Feed.Saves.Select(static save => save.Save.Now.Revision).ShouldBe([1, 2]);
        world.Site.Feed.Saves[0].Save.Events.ShouldBe(["after_insert", "on_update"]);
    }

    [Fact]
    public async Task What_is_submitted_and_cancelled_is_told_with_its_events()
    {
        await using var world = await new FrappeWorld().StartAsync();
        var name = world.Insert();
        await world.Sweep();
        world.Update(name, new { docstatus = 1 });
        await world.Sweep();
        world.Update(name, new { docstatus = 2 });
        await world.Sweep();

        world.Site.Feed.Saves.Select(static save => (save.Save.Now.DocStatus, save.Save.Events[^1])).ShouldBe([(0, "on_update"), (1, "on_change"), (2, "on_change")]);
        world.Site.Feed.Saves[1].Save.Events.ShouldContain("on_submit");
        world.Site.Feed.Saves[2].Save.Events.ShouldContain("on_cancel");
    }

    [Fact]
    public async Task A_backfill_goes_on_where_it_was_killed()
    {
        await using var world = new FrappeWorld();
        for (var i = 0; i < 1_700; i++)
        {
            world.Insert($"number {i}");
        }

        // The third page is never answered, again and again, until the site comes up anew.
        var pages = 0;
        world.Frappe.Faults.Instead = path => path.Contains("get_list", StringComparison.Ordinal) && ++pages > 4 ? (500, "text/html", StandInFrappe.Page) : null;
        await world.StartAsync();
        var before = world.Count();
        before.ShouldBe(1_000);
        world.Progress().IsBackfilled.ShouldBeFalse();
        world.Progress().Fault.ShouldNotBeNull();

        world.Frappe.Faults.Instead = null;
        await world.Site.Restart();
        world.Frappe.Requests.Clear();
        await world.Sweep();

        world.Count().ShouldBe(1_700);
        world.Progress().Mirrored.ShouldBe(1_700);
        world.Frappe.Requests.Count(static r => r.Path.Contains("get_list", StringComparison.Ordinal)).ShouldBe(4, "two pages, each with its rows");
        world.Site.Database.Read(static session => session.Long("SELECT max(revision) FROM document")).ShouldBe(1);
        world.ShouldEqualTheSite();
    }

    [Fact]
    public async Task Documents_are_changed_where_they_live_and_not_here()
    {
        await using var world = await new FrappeWorld().StartAsync();
        var name = world.Insert();
        await world.Sweep();

        (await world.Site.Get($"/api/resource/SH%20Order/{name}")).ShouldBe(200);
        (await world.Site.Put($"/api/resource/SH%20Order/{name}", """{"title": "mine"}""")).ShouldBe(403);
        (await world.Site.Post("/api/resource/SH%20Order", """{"title": "mine", "name": "x"}""")).ShouldBe(403);
    }
}
