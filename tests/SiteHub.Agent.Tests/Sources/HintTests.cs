using System.Net;
using System.Text;
using SiteHub.Agent.Sources.Frappe.Hints;
using SiteHub.Testing.Frappe;

namespace SiteHub.Agent.Tests.Sources;

/// <summary>Hints: lost, doubled, late, out of order, forged.</summary>
public sealed class HintTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(16)]
    public async Task A_hint_has_its_document_read_back(int version)
    {
        await using var world = await new FrappeWorld(version).StartAsync();
        world.Hook();

        var name = world.Insert();
        await world.Read();
        world.Revision(name).ShouldBe(1);
        world.Update(name, new { title = "two" });
        await world.Read();
        world.Body(name)["title"]!.ToString().ShouldBe("two");
        world.Frappe.Site.Delete(FrappeWorld.Order, name);
        await world.Read();

        world.Find(name)!.Deleted.ShouldBeTrue();
        world.Site.Feed.Saves.Select(static save => save.Save.Now.Revision).ShouldBe([1, 2, 3]);
    }

    /// <summary>One document's own answer leaves out what is hidden as what is empty, and has 0 for a number that is hidden: it is not what is read back.</summary>
    [Theory]
    [InlineData("emptied")]
    [InlineData("a text is hidden")]
    [InlineData("a number is hidden")]
    [InlineData("a row's number is hidden")]
    public async Task What_a_level_hides_from_now_on_is_not_taken_for_emptied_by_a_hint(string how)
    {
        await using var world = new FrappeWorld { Key = "limited" };
        world.Frappe.Site.Users.Add(new StandInUser("limited@one.example", "limited", StandInFrappe.Secret));
        var name = world.Insert(more: new { notes = "known", amount = 119 });
        await world.StartAsync();
        world.Hook();
        var (docType, field, path) = how switch
        {
            "a text is hidden" => (FrappeWorld.Order, "notes", "notes"),
            "a number is hidden" => (FrappeWorld.Order, "amount", "amount"),
            "a row's number is hidden" => ("SH Order Row", "qty", "rows.qty"),
            _ => (FrappeWorld.Order, "", null),
        };
        if (world.Frappe.Site.Type(docType).Find(field) is { } hidden)
        {
            hidden.PermLevel = 1;
        }

        world.Update(name, how == "emptied" ? new { title = "two", notes = (string?)null } : new { title = "two" });
        await world.Read();

        var body = world.Body(name);
        ((string)body["title"]!, (string?)body["notes"], (double?)body["amount"], (double?)body["rows"]![0]!["qty"]).ShouldBe(("two", how == "emptied" ? null : "known", 119, 1));
        world.Progress().Hidden.ShouldBe(path);
    }

    [Fact]
    public async Task Hints_that_are_tripled_or_out_of_order_make_no_revision_of_their_own()
    {
        await using var world = await new FrappeWorld().StartAsync();
        world.Hook();
        world.Frappe.Faults.Hints = HintMode.Held;
        var name = world.Insert();
        world.Update(name, new { title = "two" });
        world.Update(name, new { title = "three" });

        foreach (var hint in world.Frappe.Hooks.Held.Reverse().Concat(world.Frappe.Hooks.Held).Concat(world.Frappe.Hooks.Held))
        {
            (await world.Frappe.Hooks.Send(hint)).ShouldBe(204);
            await world.Read();
        }

        world.Revision(name).ShouldBe(1, "what came of three saves is one state that was seen");
        world.Body(name)["title"]!.ToString().ShouldBe("three");
    }

    [Fact]
    public async Task A_hint_that_is_27_hours_late_says_nothing_new()
    {
        await using var world = await new FrappeWorld(16).StartAsync();
        world.Hook();
        world.Frappe.Faults.Hints = HintMode.Held;
        var name = world.Insert();
        var late = world.Frappe.Hooks.Held.ToList();
        world.Update(name, new { title = "two" });
        await world.Sweep();
        world.Site.Time.Advance(TimeSpan.FromHours(27));

        foreach (var hint in late)
        {
            (await world.Frappe.Hooks.Send(hint)).ShouldBe(204);
        }

        await world.Read();

        world.Revision(name).ShouldBe(1);
        world.Body(name)["title"]!.ToString().ShouldBe("two");
    }

    [Fact]
    public async Task A_receiver_that_was_away_is_told_hours_later_by_16()
    {
        await using var world = await new FrappeWorld(16).StartAsync();
        world.Hook();
        var url = (string)world.Frappe.Site.Of("Webhook").Values.First()["request_url"]!;
        foreach (var hook in world.Frappe.Site.Of("Webhook").Values)
        {
            hook["request_url"] = "http://127.0.0.1:1/away";
        }

        var name = world.Insert();
        await world.Read();
        world.Frappe.Hooks.Failed.Count.ShouldBe(1);
        while (world.Frappe.Hooks.Failed.TryDequeue(out var failed))
        {
            world.Frappe.Hooks.Failed.Enqueue((failed.Hint with { Url = url }, failed.Due, failed.Tries));
            break;
        }

        world.Site.Time.Advance(TimeSpan.FromMinutes(6));
        await world.Frappe.Hooks.SendFailedAsync();
        await world.Read();

        world.Revision(name).ShouldBe(1);
    }

    [Fact]
    public async Task Lost_hints_are_made_up_for_by_the_next_sweep()
    {
        await using var world = await new FrappeWorld().StartAsync();
        world.Hook();
        world.Frappe.Faults.Hints = HintMode.Lost;
        var names = Enumerable.Range(0, 30).Select(i => world.Insert($"n{i}")).ToList();
        world.Update(names[3], new { title = "changed" });

        await world.Sweep();

        world.ShouldEqualTheSite();
    }

    [Fact]
    public async Task A_save_while_the_queue_is_down_is_committed_and_seen()
    {
        await using var world = await new FrappeWorld().StartAsync();
        world.Hook();
        world.Frappe.Faults.QueueDown = true;
        using var http = new HttpClient { BaseAddress = world.Frappe.Url };
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", StandInFrappe.Authorization);
        (await http.PostAsync("/api/resource/SH%20Order", new StringContent("""{"title": "queue down"}""", Encoding.UTF8, "application/json"))).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);

        await world.Sweep();

        world.Count().ShouldBe(1);
        world.ShouldEqualTheSite();
    }

    [Fact]
    public async Task Many_hints_at_once_cost_tens_of_requests()
    {
        await using var world = await new FrappeWorld().StartAsync();
        world.Hook();
        world.Frappe.Faults.Hints = HintMode.Held;
        for (var i = 0; i < 1_200; i++)
        {
            world.Insert($"n{i}");
        }

        foreach (var hint in world.Frappe.Hooks.Held)
        {
            (await world.Frappe.Hooks.Send(hint)).ShouldBe(204);
        }

        await world.Read();

        world.Count().ShouldBe(1_200);
        world.Frappe.Requests.Count.ShouldBeLessThan(100);
    }

    public static TheoryData<string> Forgeries => ["no signature", "another's secret", "another event's secret", "another site's", "another DocType's", "changed body", "empty signature", "of the old body"];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task What_the_site_has_not_signed_for_this_address_is_refused(string forgery)
    {
        await using var world = await new FrappeWorld().StartAsync();
        await using var other = await new FrappeWorld().StartAsync();
        var own = world.Site.Service<HintSecrets>();
        const string Body = """{"name": "SHO-00001"}""";
        var url = world.HintUrl(FrappeWorld.Order, "on_change").AbsoluteUri;
        var signature = forgery switch
        {
            "no signature" => null,
            "another's secret" => StandInHooks.Sign("guessed", Body),
            "another event's secret" => StandInHooks.Sign(own.Of(FrappeWorld.Order, "on_trash"), Body),
            "another site's" => StandInHooks.Sign(other.Site.Service<HintSecrets>().Of(FrappeWorld.Order, "on_change"), Body),
            "another DocType's" => StandInHooks.Sign(own.Of("Note", "on_change"), Body),
            "changed body" => StandInHooks.Sign(own.Of(FrappeWorld.Order, "on_change"), """{"name": "SHO-00002"}"""),
            "empty signature" => "",
            _ => StandInHooks.Sign(own.Of(FrappeWorld.Order, "on_change"), Body + " "),
        };
        world.Frappe.Requests.Clear();

        (await world.Frappe.Hooks.Send(new StandInHint(url, "on_change", FrappeWorld.Order, "SHO-00001", Body, signature))).ShouldBe(401);

        await world.Read();
        world.Frappe.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"name": "SHO-00001"}""", 204)]
    [InlineData("""{"name": "SHO-00001", "event": "on_change", "more": {"a": [1]}}""", 204)]
    [InlineData("""{"name": ""}""", 400)]
    [InlineData("""{"name": 7}""", 400)]
    [InlineData("""["SHO-00001"]""", 400)]
    [InlineData("name=SHO-00001", 400)]
    [InlineData("", 400)]
    [InlineData("""{"name": "a\u0000b"}""", 400)]
    public async Task A_signed_body_must_name_a_document(string body, int status)
    {
        await using var world = await new FrappeWorld().StartAsync();
        var signature = StandInHooks.Sign(world.Site.Service<HintSecrets>().Of(FrappeWorld.Order, "on_change"), body);

        (await world.Frappe.Hooks.Send(new StandInHint(world.HintUrl(FrappeWorld.Order, "on_change").AbsoluteUri, "", "", "", body, signature))).ShouldBe(status);
    }

    [Fact]
    public async Task A_hint_has_at_most_64_KiB_and_is_for_a_DocType_that_is_mirrored()
    {
        await using var world = await new FrappeWorld().StartAsync();
        var secrets = world.Site.Service<HintSecrets>();
        var large = "{\"name\": \"" + new string('x', 70_000) + "\"}";

        (await world.Frappe.Hooks.Send(new StandInHint(world.HintUrl(FrappeWorld.Order, "on_change").AbsoluteUri, "", "", "", large, StandInHooks.Sign(secrets.Of(FrappeWorld.Order, "on_change"), large)))).ShouldBe(413);
        (await world.Frappe.Hooks.Send(new StandInHint(world.HintUrl("Note", "on_change").AbsoluteUri, "", "", "", "{}", StandInHooks.Sign(secrets.Of("Note", "on_change"), "{}")))).ShouldBe(404);
    }

    [Fact]
    public async Task A_hint_that_was_answered_is_read_back_after_a_restart()
    {
        await using var world = await new FrappeWorld().StartAsync();
        world.Hook();
        world.Frappe.Faults.Hints = HintMode.Held;
        var name = world.Insert();
        world.Frappe.Faults.Maintenance = true;
        foreach (var hint in world.Frappe.Hooks.Held)
        {
            (await world.Frappe.Hooks.Send(hint)).ShouldBe(204);
        }

        await world.Read();
        await world.Site.Restart();
        world.Frappe.Faults.Maintenance = false;
        world.Site.Time.Advance(TimeSpan.FromHours(2));
        await world.Read();

        world.Revision(name).ShouldBe(1);
    }
}
