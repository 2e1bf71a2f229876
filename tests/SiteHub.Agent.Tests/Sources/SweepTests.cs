using System.Text.Json.Nodes;

namespace SiteHub.Agent.Tests.Sources;

/// <summary>What no hint told of is found all the same.</summary>
public sealed class SweepTests
{
    [Fact]
    public async Task The_agent_is_away_while_10000_documents_change_and_equals_the_site_after_one_sweep_of_at_most_200_requests()
    {
        await using var world = new FrappeWorld();
        var names = Enumerable.Range(0, 8_000).Select(i => world.Insert($"n{i}")).ToList();
        await world.StartAsync();
        world.Site.Time.Advance(TimeSpan.FromHours(30));
        for (var i = 0; i < 8_000; i++)
        {
            world.Update(names[i], new { title = $"changed {i}", rows = new[] { new { item = "B", qty = i }, new { item = "C", qty = 1 } } });
        }

        for (var i = 0; i < 2_000; i++)
        {
            world.Insert($"new {i}");
        }

        world.Frappe.Requests.Clear();
        await world.Sweep();

        world.Frappe.Requests.Count.ShouldBeLessThanOrEqualTo(200);
        world.ShouldEqualTheSite();
        world.Site.Database.Read(static session => session.Long("SELECT count(*) FROM document WHERE revision = 2")).ShouldBe(8_000);
        world.Site.Database.Read(static session => session.Long("SELECT count(*) FROM document WHERE revision = 1")).ShouldBe(2_000);
    }

    [Fact]
    public async Task A_document_that_was_stamped_before_the_last_look_and_committed_after_it_is_found()
    {
        await using var world = await new FrappeWorld().StartAsync();
        var name = world.Insert();
        await world.Sweep();
        var commit = world.Frappe.Site.UpdateLate(FrappeWorld.Order, name, new JsonObject { ["title"] = "late" });
        world.Site.Time.Advance(TimeSpan.FromMinutes(1));
        world.Insert("later");
        await world.Sweep();
        world.Site.Time.Advance(TimeSpan.FromMinutes(10));
        world.Insert("later still");
        await world.Sweep();
        commit();

        await world.Sweep();

        world.Body(name)["title"]!.ToString().ShouldBe("late");
        world.ShouldEqualTheSite();
    }

    [Fact]
    public async Task Documents_of_one_instant_are_not_skipped_at_the_edge_of_a_page()
    {
        await using var world = await new FrappeWorld().StartAsync();
        for (var i = 0; i < 2_300; i++)
        {
            world.Insert($"n{i}");
        }

        foreach (var doc in world.Frappe.Site.Of(FrappeWorld.Order).Values)
        {
            doc["modified"] = "2026-11-24 13:30:00.000000";
        }

        await world.Sweep();

        world.Count().ShouldBe(2_300);
    }

    [Fact]
    public async Task A_document_from_the_future_hides_none_that_are_saved_until_then()
    {
        await using var world = await new FrappeWorld().StartAsync();
        var name = world.Insert("from the future");
        world.Frappe.Site.Set(FrappeWorld.Order, name, "modified", "2031-01-01 00:00:00.000000");
        await world.Sweep();
        var now = world.Insert("now");

        await world.Sweep();

        world.Find(now).ShouldNotBeNull();
        world.ShouldEqualTheSite();
    }

    [Fact]
    public async Task At_night_statements_of_the_databases_own_are_found()
    {
        await using var world = await new FrappeWorld().StartAsync();
        var changed = world.Insert("changed by SQL");
        var gone = world.Insert("deleted by SQL");
        var stays = world.Insert("stays");
        await world.Sweep();
        world.Site.Time.Advance(TimeSpan.FromHours(2));
        var inserted = world.Insert("inserted by SQL");
        world.Frappe.Site.Set(FrappeWorld.Order, inserted, "modified", "2020-01-01 00:00:00.000000");
        world.Frappe.Site.Set(FrappeWorld.Order, changed, "title", "other");
        world.Frappe.Site.Set(FrappeWorld.Order, changed, "modified", "2021-01-01 00:00:00.000000");
        world.Frappe.Site.DeleteSilently(FrappeWorld.Order, gone);
        await world.Sweep();
        world.Find(inserted).ShouldBeNull("no order of changes shows it");

        await world.Night();

        world.ShouldEqualTheSite();
        world.Find(gone)!.Deleted.ShouldBeTrue();
        world.Revision(stays).ShouldBe(1);
        world.Progress().CompareMissing.ShouldBe(1);
    }

    [Fact]
    public async Task The_comparison_of_many_names_costs_a_request_for_each_2000()
    {
        await using var world = new FrappeWorld();
        for (var i = 0; i < 9_000; i++)
        {
            world.Insert($"n{i}");
        }

        world.Site.Time.Advance(TimeSpan.FromHours(1));
        world.Insert("last");
        await world.StartAsync();
        world.Frappe.Requests.Clear();

        await world.Night();

        world.Frappe.Requests.Count.ShouldBeLessThanOrEqualTo(5 + 2, "and the sweep's own page");
        world.Site.Database.Read(static session => session.Long("SELECT max(revision) FROM document")).ShouldBe(1);
    }

    [Theory]
    [InlineData("Europe/Berlin", "2026-10-25T00:20:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29T00:40:00Z")]
    [InlineData("Asia/Kolkata", "2026-10-25T00:20:00Z")]
    [InlineData("Asia/Kolkata", "2026-03-29T00:40:00Z")]
    [InlineData("America/St_Johns", "2026-11-01T03:50:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-04-04T14:40:00Z")]
    public async Task Over_a_change_of_the_clock_nothing_is_lost_and_times_are_right(string zone, string from)
    {
        await using var world = new FrappeWorld(from: DateTimeOffset.Parse(from, System.Globalization.CultureInfo.InvariantCulture));
        world.Frappe.Site.Clock.Zone = TimeZoneInfo.FindSystemTimeZoneById(zone);
        await world.StartAsync();
        var made = new List<(string Name, DateTimeOffset At)>();

        // An hour and more in steps of seven minutes, each with a document, a change of an earlier one and one that is committed late.
        for (var i = 0; i < 20; i++)
        {
            world.Site.Time.Advance(TimeSpan.FromMinutes(7));
            made.Add((world.Insert($"n{i}"), world.Site.Time.GetUtcNow()));
            if (i > 2)
            {
                world.Update(made[i - 2].Name, new { title = $"changed {i}" });
                made[i - 2] = (made[i - 2].Name, world.Site.Time.GetUtcNow());
            }

            var commit = world.Frappe.Site.UpdateLate(FrappeWorld.Order, made[0].Name, new JsonObject { ["title"] = $"late {i}" });
            await world.Sweep();
            world.Site.Time.Advance(TimeSpan.FromMinutes(3));
            await world.Sweep();
            commit();
            await world.Sweep();
            world.ShouldEqualTheSite();
        }

        foreach (var (name, at) in made.Skip(1))
        {
            var told = DateTimeOffset.Parse(world.Find(name)!.Modified, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);
            (told - at).Duration().ShouldBeLessThan(TimeSpan.FromSeconds(5), name);
        }
    }

    [Fact]
    public async Task Away_from_the_first_half_past_two_to_the_day_after_the_repeated_hours_changes_are_found_by_the_sweep()
    {
        await using var world = new FrappeWorld(from: new DateTimeOffset(2026, 10, 25, 0, 46, 0, TimeSpan.Zero));
        await world.StartAsync();
        world.Insert("02:50 for the first time");
        await world.Sweep();
        world.Site.Time.Advance(TimeSpan.FromMinutes(30));
        world.Insert("02:20 for the second time");
        world.Site.Time.Advance(TimeSpan.FromDays(1));

        await world.Sweep();

        world.ShouldEqualTheSite();
    }
}
