using SiteHub.Operations.Configuration;
using SiteHub.Testing.Frappe;

namespace SiteHub.Agent.Tests.Sources;

/// <summary>How the source stands with a site that is away, busy, or does not know it.</summary>
public sealed class StandingTests
{
    [Fact]
    public async Task A_site_under_maintenance_is_left_alone_and_then_caught_up_with()
    {
        await using var world = await new FrappeWorld().StartAsync();
        world.Insert();
        world.Frappe.Faults.Maintenance = true;
        world.Frappe.Requests.Clear();
        for (var i = 0; i < 20; i++)
        {
            await world.Later(TimeSpan.FromSeconds(1));
        }

        await world.Sweep();
        world.Frappe.Requests.Count.ShouldBeLessThan(5);
        ((string)(await world.Site.Get("/api/v1/source")).Json["state"]!).ShouldBe("waits");

        world.Frappe.Faults.Maintenance = false;
        world.Site.Time.Advance(TimeSpan.FromMinutes(30));
        await world.Sweep();

        world.ShouldEqualTheSite();
        ((string)(await world.Site.Get("/api/v1/source")).Json["state"]!).ShouldBe("well");
    }

    [Fact]
    public async Task A_clock_that_is_set_back_keeps_nobody_waiting_for_it()
    {
        await using var world = await new FrappeWorld().StartAsync();
        world.Frappe.Faults.Maintenance = true;
        await world.Sweep();
        world.Frappe.Faults.Maintenance = false;
        world.Insert();

        world.Site.Time.Off = TimeSpan.FromDays(-2);
        world.Site.Time.Advance(TimeSpan.FromMinutes(30));
        await world.Sweep();

        world.ShouldEqualTheSite();
    }

    [Fact]
    public async Task No_more_than_its_share_of_the_rate_limit_is_used()
    {
        await using var world = new FrappeWorld { Budget = new FrappeBudget(2, 25) };
        for (var i = 0; i < 6_000; i++)
        {
            world.Insert($"n{i}");
        }

        world.Frappe.Faults.RateLimit = 1_000_000;
        world.Frappe.Faults.RequestCost = 50_000;
        await world.StartAsync();

        // A window has twenty requests, of which a quarter is the agent's.
        world.Frappe.Requests.Count.ShouldBeInRange(2, 12, "two windows at most");
        for (var i = 0; i < 12; i++)
        {
            var before = world.Frappe.Requests.Count;
            await world.Sweep();
            (world.Frappe.Requests.Count - before).ShouldBeLessThanOrEqualTo(6);
        }

        world.ShouldEqualTheSite();
        world.Frappe.Requests.ShouldAllBe(static request => request.Status == 200);
    }

    [Fact]
    public async Task A_429_is_waited_out_for_as_long_as_the_site_says()
    {
        await using var world = await new FrappeWorld { Budget = new FrappeBudget(2, 100) }.StartAsync();
        world.Insert();
        world.Frappe.Faults.RateLimit = 20_000;
        await world.Sweep();
        world.Frappe.Requests.Clear();
        await world.Later(TimeSpan.FromSeconds(20));
        world.Frappe.Requests.ShouldBeEmpty();
        world.Frappe.Faults.RateLimit = null;
        world.Site.Time.Advance(TimeSpan.FromMinutes(2));

        await world.Sweep();

        world.ShouldEqualTheSite();
    }

    [Fact]
    public async Task A_key_that_the_site_does_not_know_any_more_pauses_the_source()
    {
        await using var world = await new FrappeWorld().StartAsync();
        world.Frappe.Site.Users[0] = world.Frappe.Site.Users[0] with { Secret = "made anew" };
        world.Frappe.Requests.Clear();

        for (var i = 0; i < 60; i++)
        {
            await world.Later(TimeSpan.FromSeconds(2));
        }

        await world.Sweep();
        world.Frappe.Requests.Count.ShouldBeLessThanOrEqualTo(2);
        var shown = (await world.Site.Get("/api/v1/source")).Json;
        ((string)shown["state"]!).ShouldBe("needs authorization");
        shown.ToJsonString().ShouldNotContain(StandInFrappe.Secret);

        world.Frappe.Site.Users[0] = world.Frappe.Site.Users[0] with { Secret = StandInFrappe.Secret };
        world.Insert();
        world.Site.Time.Advance(TimeSpan.FromMinutes(6));
        await world.Sweep();
        world.ShouldEqualTheSite();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(SiteFixture.Limited)]
    [InlineData(SiteFixture.Reader)]
    public async Task How_the_source_stands_is_the_operators_to_see(string? authorization)
    {
        await using var world = await new FrappeWorld().StartAsync();

        (await world.Site.Get("/api/v1/source", authorization)).Status.ShouldBeOneOf(401, 403);
        (await world.Site.Get("/api/v1/source")).ShouldBe(200);
    }

    [Fact]
    public async Task A_text_that_is_none_keeps_no_other_document()
    {
        await using var world = await new FrappeWorld().StartAsync();
        world.Insert("one");
        world.Frappe.Faults.Instead = static path => path.Contains("get_list", StringComparison.Ordinal)
            ? (200, "application/json", """{"message": [{"name": "A", "modified": "2026-11-24 13:00:00.000000", "creation": "2026-11-24 13:00:00.000000", "title": "\ud800"}, {"name": "B", "modified": "2026-11-24 13:00:00.000000", "creation": "2026-11-24 13:00:00.000001", "title": "fine"}, {"name": "B", "modified": "2026-11-24 13:00:00.000000", "creation": "2026-11-24 13:00:00.000001", "title": "twice"}]}""")
            : null;

        await world.Sweep();

        world.Find("A").ShouldBeNull();
        ((string)world.Body("B")["title"]!).ShouldBe("fine");
    }

    [Theory]
    [InlineData(200, "text/html", "<html>sign in</html>")]
    [InlineData(200, "application/json", "[]")]
    [InlineData(200, "application/json", "{\"message\": \"no list\"}")]
    [InlineData(200, "application/json", "{\"message\": [1, null, {}, {\"name\": 7}, {\"name\": \"x\", \"modified\": null}]}")]
    [InlineData(302, "text/html", "")]
    [InlineData(500, "application/json", "{\"exc_type\": \"ZeroDivisionError\"}")]
    [InlineData(417, "application/json", "{\"exc_type\": \"ValidationError\", \"_server_messages\": \"not json\"}")]
    [InlineData(417, "application/json", "{\"exc_type\": 7, \"_server_messages\": \"[\\\"7\\\"]\"}")]
    public async Task Whatever_stands_at_the_address_nothing_is_lost_by_it(int status, string type, string body)
    {
        await using var world = await new FrappeWorld().StartAsync();
        world.Insert("one");
        await world.Sweep();
        world.Insert("two");
        world.Frappe.Faults.Instead = path => path.Contains("get_list", StringComparison.Ordinal) ? (status, type, body) : null;
        await world.Sweep();
        await world.Night();
        world.Count().ShouldBe(1);

        world.Frappe.Faults.Instead = null;
        world.Site.Time.Advance(TimeSpan.FromHours(1));
        await world.Sweep();

        world.Count().ShouldBe(2);
        world.ShouldEqualTheSite();
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_asked_for_in_smaller_pieces()
    {
        await using var world = new FrappeWorld();
        for (var i = 0; i < 120; i++)
        {
            world.Insert($"n{i}", new { notes = new string('x', 400_000) });
        }

        await world.StartAsync();

        world.Count().ShouldBe(120);
    }
}
