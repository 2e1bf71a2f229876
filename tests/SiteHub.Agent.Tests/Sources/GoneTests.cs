using SiteHub.Testing.Frappe;

namespace SiteHub.Agent.Tests.Sources;

/// <summary>What is not in a list is not gone.</summary>
public sealed class GoneTests
{
    private static readonly string[] Rights = ["SH Order", "Note"];

    [Fact]
    public async Task A_deletion_without_a_hint_is_found_at_night_by_the_sites_own_list()
    {
        await using var world = await new FrappeWorld().StartAsync();
        var names = Enumerable.Range(0, 40).Select(i => world.Insert($"n{i}")).ToList();
        await world.Sweep();
        names.Take(10).ToList().ForEach(name => world.Frappe.Site.Delete(FrappeWorld.Order, name));
        world.Frappe.Requests.Clear();

        await world.Night();

        world.ShouldEqualTheSite();
        world.Frappe.Requests.Count.ShouldBeLessThan(15, "all of them are looked up together");
        world.Log().Count(static entry => entry.Type == "document.deleted").ShouldBe(10);
    }

    /// <summary>Of a site that was set up anew, or of another one at the same address, everything would be gone.</summary>
    [Fact]
    public async Task Where_much_is_missing_at_once_only_what_the_site_says_that_it_deleted_is_gone()
    {
        await using var world = await new FrappeWorld().StartAsync();
        var names = Enumerable.Range(0, 60).Select(i => world.Insert($"n{i}")).ToList();
        await world.Sweep();
        names.Take(5).ToList().ForEach(name => world.Frappe.Site.Delete(FrappeWorld.Order, name));
        var lost = names.Skip(5).Take(25).Select(name => world.Frappe.Site.DeleteSilently(FrappeWorld.Order, name)).ToList();

        await world.Night();
        await world.Later(TimeSpan.FromMinutes(2));

        world.Count().ShouldBe(55);
        ((string)(await world.Site.Get("/api/v1/source")).Json["docTypes"]![0]!["fault"]!).ShouldContain("Is it still the same site?");

        lost.Take(20).ToList().ForEach(doc => world.Frappe.Site.Restore(FrappeWorld.Order, doc));
        await world.Night();
        await world.Later(TimeSpan.FromHours(1));
        world.ShouldEqualTheSite();
    }

    [Fact]
    public async Task A_rename_is_found_at_night_and_told_as_one()
    {
        await using var world = await new FrappeWorld().StartAsync();
        var name = world.Insert("renamed");
        await world.Sweep();
        world.Frappe.Site.Rename(FrappeWorld.Order, name, "SHO-NEW");

        await world.Night();

        world.ShouldEqualTheSite();
        world.Find(name)!.Deleted.ShouldBeTrue();
        world.Site.Feed.Saves.ShouldContain(save => save.Save.RenamedFrom == name && save.Save.Now.Name == "SHO-NEW");
    }

    [Fact]
    public async Task A_document_that_was_renamed_and_then_changed_is_still_the_same()
    {
        await using var world = await new FrappeWorld().StartAsync();
        world.Hook();
        var name = world.Insert("renamed");
        await world.Read();
        world.Frappe.Site.Rename(FrappeWorld.Order, name, "SHO-NEW");
        world.Update("SHO-NEW", new { title = "and changed" });

        await world.Read();

        world.ShouldEqualTheSite();
        world.Site.Feed.Last.RenamedFrom.ShouldBe(name);
    }

    [Fact]
    public async Task What_was_merged_into_another_is_gone_and_the_other_stays()
    {
        await using var world = await new FrappeWorld().StartAsync();
        var (one, two) = (world.Insert("one"), world.Insert("two"));
        await world.Sweep();
        world.Frappe.Site.Rename(FrappeWorld.Order, one, two, merge: true);

        await world.Night();

        world.ShouldEqualTheSite();
        world.Site.Feed.Saves.ShouldAllBe(static save => save.Save.RenamedFrom == null);
    }

    [Fact]
    public async Task Two_documents_of_one_instant_are_not_taken_for_each_other()
    {
        await using var world = await new FrappeWorld().StartAsync();
        var names = Enumerable.Range(0, 4).Select(i => world.Insert($"n{i}")).ToList();
        foreach (var doc in world.Frappe.Site.Of(FrappeWorld.Order).Values)
        {
            doc["creation"] = "2026-11-24 13:00:00.000000";
            doc["modified"] = "2026-11-24 13:00:00.000000";
        }

        await world.Sweep();
        world.Frappe.Site.DeleteSilently(FrappeWorld.Order, names[0]);
        world.Frappe.Site.Rename(FrappeWorld.Order, names[1], "SHO-NEW");

        await world.Night();

        world.ShouldEqualTheSite();
        world.Site.Feed.Saves.Where(static save => save.Save.RenamedFrom is not null).ShouldHaveSingleItem().Save.RenamedFrom.ShouldBe(names[1]);
    }

    [Fact]
    public async Task A_number_that_is_given_again_is_another_document()
    {
        await using var world = await new FrappeWorld().StartAsync();
        var name = world.Insert("the first");
        await world.Sweep();
        world.Frappe.Site.Delete(FrappeWorld.Order, name);
        world.Insert("the second").ShouldBe(name);

        await world.Sweep();

        world.ShouldEqualTheSite();
        world.Site.Feed.Saves.Select(static save => (save.Save.Now.Revision, save.Save.After is null)).ShouldBe([(1, false), (2, true), (3, false)]);
        world.Log().Select(static entry => entry.Type).Where(static type => type.StartsWith("document.", StringComparison.Ordinal)).ShouldContain("document.deleted");
    }

    [Theory]
    [InlineData("rows")]
    [InlineData("everything")]
    [InlineData("fields")]
    [InlineData("rows, and the list of what was deleted")]
    public async Task Rights_that_hide_are_never_taken_for_a_deletion(string hidden)
    {
        await using var world = new FrappeWorld { Key = "agentkey", Secret = "agentsecret" };
        var user = new StandInUser("agent@one.example", "agentkey", "agentsecret");
        world.Frappe.Site.Users.Add(user);
        world.Frappe.Site.Type(FrappeWorld.Order).Fields[1] = new StandInField("customer_name", "Link", "Customer");
        world.Frappe.Site.Insert("Customer", new() { ["customer_name"] = "CUST-1" });
        world.Frappe.Site.Insert("Customer", new() { ["customer_name"] = "CUST-2" });
        var names = Enumerable.Range(0, 5).Select(i => world.Insert($"n{i}", new { notes = $"note {i}", customer_name = i < 3 ? "CUST-1" : "CUST-2" })).ToList();
        await world.StartAsync();
        world.Count().ShouldBe(5);
        switch (hidden)
        {
            case "rows":
                user.Only["Customer"] = ["CUST-2"];
                break;
            case "everything":
                user.Reads = ["Note"];
                break;
            case "fields":
                world.Frappe.Site.Type(FrappeWorld.Order).Find("notes")!.PermLevel = 1;
                world.Update(names[0], new { title = "changed" });
                break;
            default:
                user.Only["Customer"] = ["CUST-2"];
                user.Reads = [.. Rights];
                world.Frappe.Site.Delete(FrappeWorld.Order, names[0]);
                break;
        }

        await world.Night();
        await world.Later(TimeSpan.FromMinutes(30));
        await world.Later(TimeSpan.FromHours(3));
        await world.Night();

        world.Count().ShouldBe(5);
        world.Log().ShouldNotContain(static entry => entry.Type == "document.deleted");
        if (hidden == "fields")
        {
            world.Body(names[0])["title"]!.ToString().ShouldBe("changed");
            world.Body(names[0])["notes"]!.ToString().ShouldBe("note 0", "what is not shown is kept as it was");
            world.Progress().Hidden.ShouldBe("notes");
        }
    }

    [Fact]
    public async Task With_rights_that_hide_what_the_site_says_that_it_deleted_is_gone()
    {
        await using var world = new FrappeWorld { Key = "agentkey", Secret = "agentsecret" };
        var user = new StandInUser("agent@one.example", "agentkey", "agentsecret");
        world.Frappe.Site.Users.Add(user);
        var names = Enumerable.Range(0, 3).Select(i => world.Insert($"n{i}")).ToList();
        await world.StartAsync();
        user.Only["Company"] = ["Another"];
        world.Frappe.Site.Delete(FrappeWorld.Order, names[1]);

        await world.Night();

        world.ShouldEqualTheSite();
    }

    [Theory]
    [InlineData(404, "text/html", "<html>not found</html>")]
    [InlineData(404, "application/json", "{}")]
    [InlineData(404, "application/json", """{"exc_type": "PageDoesNotExistError"}""")]
    [InlineData(410, "application/json", """{"exc_type": "DoesNotExistError"}""")]
    [InlineData(200, "application/json", """{"data": null}""")]
    [InlineData(403, "text/html", "<html>a firewall</html>")]
    [InlineData(500, "text/html", StandInFrappe.Page)]
    public async Task A_404_that_is_not_Frappes_own_is_no_deletion(int status, string type, string body)
    {
        await using var world = await new FrappeWorld().StartAsync();
        var name = world.Insert();
        await world.Sweep();
        world.Frappe.Site.DeleteSilently(FrappeWorld.Order, name);
        world.Frappe.Faults.Instead = path => path.EndsWith(name, StringComparison.Ordinal) ? (status, type, body) : null;

        await world.Night();
        await world.Later(TimeSpan.FromHours(2));

        world.Find(name)!.Deleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_hint_of_a_document_that_is_not_there_yet_is_looked_at_once_more()
    {
        await using var world = await new FrappeWorld().StartAsync();
        world.Hook();
        world.Frappe.Faults.Hints = HintMode.Held;
        var name = world.Insert();
        var kept = world.Frappe.Site.Of(FrappeWorld.Order)[name];
        world.Frappe.Site.DeleteSilently(FrappeWorld.Order, name);
        await world.Frappe.Hooks.Send(world.Frappe.Hooks.Held.First());
        await world.Read();
        world.Frappe.Site.Of(FrappeWorld.Order)[name] = kept;

        await world.Later(TimeSpan.FromMinutes(1));

        world.Find(name).ShouldNotBeNull();
    }
}
