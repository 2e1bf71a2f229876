using System.Text.Json.Nodes;

namespace SiteHub.Agent.Tests.Webhooks;

/// <summary><c>/api/v1/webhooks</c> at a site.</summary>
public sealed class WebhookApiTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private const string Path = "/api/v1/webhooks";

    [Fact]
    public async Task What_was_made_is_shown_changed_and_removed()
    {
        var made = (await site.Post(Path, Webhook("crud"))).ShouldBe(201);
        var id = (string)made.Json["id"]!;
        ((string?)made.Json["status"]!["state"]).ShouldBe("enabled");

        (await site.Get($"{Path}/{id}")).ShouldBe(200).Json["name"]!.ToString().ShouldBe("crud");
        var changed = made.Json.DeepClone().AsObject();
        changed["condition"] = "doc.grand_total > 1000 && before?.status !== doc.status";
        changed.Remove("signingSecret");
        var after = (await site.Put($"{Path}/{id}", changed.ToJsonString())).ShouldBe(200);
        ((string?)after.Json["condition"]).ShouldBe("doc.grand_total > 1000 && before?.status !== doc.status");
        after.Text.ShouldContain("doc.grand_total > 1000 &&", customMessage: "a script is shown as it was written");
        (await site.Get(Path)).Json["webhooks"]!.AsArray().Count(w => (string?)w!["name"] == "crud").ShouldBe(1);

        (await site.Send("DELETE", $"{Path}/{id}")).ShouldBe(204);
        (await site.Get($"{Path}/{id}")).ShouldBe(404);
    }

    [Fact]
    public async Task A_secret_made_here_is_shown_once_and_kept_by_three_stars()
    {
        var made = (await site.Post(Path, Webhook("signed", """ "authentication": [{"type": "v1"}, {"type": "bearer", "token": "a-token-nobody-sees"}] """))).ShouldBe(201);
        var secret = (string)made.Json["signingSecret"]!;
        secret.ShouldStartWith("whsec_");

        var shown = (await site.Get($"{Path}/signed")).ShouldBe(200);
        shown.Text.ShouldNotContain(secret);
        shown.Text.ShouldNotContain("a-token-nobody-sees");
        ((string?)shown.Json["authentication"]![0]!["secret"]).ShouldBe("***");

        var kept = (await site.Put($"{Path}/signed", shown.Text)).ShouldBe(200);
        kept.Json["signingSecret"].ShouldBeNull("it is the same as before");
        var rotated = (await site.Post($"{Path}/signed/rotate-secret", """{"overlap": "2h"}""")).ShouldBe(200);
        ((string?)rotated.Json["signingSecret"]).ShouldNotBe(secret);
        (await site.Post($"{Path}/signed/rotate-secret", """{"overlap": "soon", "secret": "whsec_short"}""")).ShouldBe(400).Json["errors"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Every_fault_is_told_at_once_with_what_was_found()
    {
        var answer = (await site.Post(Path, """
            {"name": "", "docTypes": ["Note", "No Such"], "events": ["on_submit", "on_fire"], "url": "example.com", "condition": "doc.", "timeout": "2h",
             "headers": [{"name": "webhook-id", "value": "mine"}], "sites": ["globex"], "colour": "red"}
            """)).ShouldBe(400);
        ((string?)answer.Json["type"]).ShouldBe("https://sitehub.dev/problems/invalid-request");
        answer.Json["errors"]!.AsArray().Select(e => (string)e!["member"]!).ShouldContain("colour", "what cannot be read is told first");

        answer = (await site.Post(Path, """
            {"name": "", "docTypes": ["Note", "No Such"], "events": ["on_submit", "on_fire"], "url": "example.com", "condition": "doc.", "timeout": "2h",
             "headers": [{"name": "webhook-id", "value": "mine"}], "sites": ["globex"]}
            """)).ShouldBe(400);
        var faults = answer.Json["errors"]!.AsArray().ToDictionary(e => (string)e!["member"]!, e => (string?)e!["found"]);
        faults.Keys.ShouldBe(["name", "events[1]", "docTypes[0]", "docTypes[1]", "sites", "condition", "url", "headers[0].name", "timeout"], ignoreOrder: true);
        faults["timeout"].ShouldBe("2h");
        faults["docTypes[1]"].ShouldBe("No Such");
    }

    [Fact]
    public async Task A_name_is_given_once()
    {
        (await site.Post(Path, Webhook("one of a kind"))).ShouldBe(201);
        var again = (await site.Post(Path, Webhook("one of a kind"))).ShouldBe(400);
        ((string?)again.Json["errors"]![0]!["found"]).ShouldBe("one of a kind");
    }

    [Fact]
    public async Task Only_a_System_Manager_sees_or_changes_webhooks()
    {
        (await site.Get(Path, authorization: null)).ShouldBe(401);
        (await site.Get(Path, SiteFixture.Reader)).ShouldBe(403);
        (await site.Send("POST", Path, Webhook("not mine"), SiteFixture.Reader)).ShouldBe(403);
        (await site.Send("POST", $"{Path}/import", "[]", SiteFixture.Limited)).ShouldBe(403);
    }

    [Fact]
    public async Task Disabled_and_enabled_again()
    {
        (await site.Post(Path, Webhook("switch"))).ShouldBe(201);
        ((string?)(await site.Post($"{Path}/switch/disable", "")).ShouldBe(200).Json["status"]!["state"]).ShouldBe("disabled");
        ((bool)(await site.Get($"{Path}/switch")).Json["enabled"]!).ShouldBeFalse();
        ((string?)(await site.Post($"{Path}/switch/enable", "")).ShouldBe(200).Json["status"]!["state"]).ShouldBe("enabled");
        (await site.Post($"{Path}/nobody/enable", "")).ShouldBe(404);
    }

    [Fact]
    public async Task The_files_webhooks_are_what_the_file_says_and_nobody_elses()
    {
        await using var own = await SiteFixture.Started();
        (await own.Post(Path, Webhook("made by hand"))).ShouldBe(201);
        var declared = $$"""{"webhooks": [{{Webhook("one")}}, {{Webhook("two")}}]}""";

        (await own.Put($"{Path}?dryRun=true", declared)).ShouldBe(200);
        (await own.Get(Path)).Json["webhooks"]!.AsArray().Count.ShouldBe(1, "a dry run changes nothing");
        Changes(await own.Put(Path, declared)).ShouldBe(["one added", "two added"]);
        Changes(await own.Put(Path, declared)).ShouldBe(["one unchanged", "two unchanged"]);
        (await own.Put($"{Path}/one", Webhook("one"))).ShouldBe(409);
        (await own.Send("DELETE", $"{Path}/one")).ShouldBe(409);

        Changes(await own.Put(Path, $$"""{"webhooks": [{{Webhook("one", """ "timeout": "20s", "concurrency": 2 """)}}]}""")).ShouldBe(["one changed timeout, concurrency", "two removed"]);
        (await own.Get(Path)).Json["webhooks"]!.AsArray().Select(w => $"{w!["name"]} {w["origin"]}").ShouldBe(["made by hand api", "one file"]);
    }

    private static string[] Changes(Answer answer) =>
        [.. answer.ShouldBe(200).Json["webhooks"]!.AsArray().Select(c => $"{c!["name"]} {c["change"]} {string.Join(", ", c["members"]!.AsArray())}".Trim())];

    internal static string Webhook(string name, string? more = null) =>
        $$"""{"name": {{JsonValue.Create(name).ToJsonString()}}, "docTypes": ["Hub Quotation"], "events": ["on_update"], "url": "https://example.com/hooks"{{(more is null ? "" : ", " + more)}}}""";
}
