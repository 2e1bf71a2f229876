using System.Text.Json.Nodes;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Links;
using static SiteHub.Agent.Tests.Publications.PublishingSite;

namespace SiteHub.Agent.Tests.Publications;

/// <summary>The whole site, from its REST API to its log; the hub is away.</summary>
public sealed class PublishedSiteTests
{
    private const string Quotations = "/api/resource/Hub%20Quotation";

    [Fact]
    public async Task A_document_that_is_made_submitted_changed_cancelled_and_deleted_over_REST_is_told_step_by_step()
    {
        await using var site = await Started(Publishes("Hub Quotation", null, "customer", "name", "status", "items"));
        var name = (await site.Post(Quotations, """{"customer": "C1", "items": [{"item_code": "I1", "qty": 1.0, "rate": 2.50}]}""")).ShouldBe(200).Name;
        await site.Put($"{Quotations}/{name}", """{"remarks": "a draft yet"}""");
        Told(site).ShouldBeEmpty();

        await site.Put($"{Quotations}/{name}", """{"docstatus": 1}""");
        await site.Put($"{Quotations}/{name}", """{"status": "Open"}""");
        await site.Put($"{Quotations}/{name}", """{"docstatus": 2}""");
        (await site.Send("DELETE", $"{Quotations}/{name}")).ShouldBe(202);

        var told = Told(site);
        told.Select(t => (t.Type, (long)t.Data["revision"]!, Events(t.Data))).ShouldBe(
        [
            (LinkEventTypes.DocumentChanged, 3, "on_update on_submit on_change"),
            (LinkEventTypes.DocumentChanged, 4, "on_update_after_submit on_change"),
            (LinkEventTypes.DocumentChanged, 5, "on_cancel on_change"),
            (LinkEventTypes.DocumentDeleted, 6, "on_trash on_change"),
        ]);
        var doc = told[1].Data["doc"]!.AsObject();
        doc.Select(m => m.Key).ShouldBe(["name", "status", "items"], ignoreOrder: true);
        doc["items"]![0]!["rate"]!.ToJsonString().ShouldBe("2.50");
        ((string)told[1].Data["account"]!).ShouldBe("C1");
    }

    [Fact]
    public async Task A_rename_is_an_end_and_a_beginning()
    {
        await using var site = await Started(Publishes("Note", null, null, "name", "title"));
        var name = (await site.Post("/api/resource/Note", """{"title": "T"}""")).Name;
        (await site.Post("/api/method/frappe.client.rename_doc", $$"""{"doctype": "Note", "old_name": "{{name}}", "new_name": "N/2 ü"}""")).ShouldBe(200);
        Told(site).Select(t => (t.Type, (string)t.Data["name"]!, (long)t.Data["revision"]!)).ShouldBe(
            [(LinkEventTypes.DocumentChanged, name, 1), (LinkEventTypes.DocumentDeleted, name, 2), (LinkEventTypes.DocumentChanged, "N/2 ü", 1)]);
    }

    [Fact]
    public async Task Changes_at_the_same_time_are_told_each_once_in_the_order_of_their_revisions()
    {
        await using var site = await Started(Publishes("Note", "doc.title.length > 0", "content", "name", "title"));
        var name = (await site.Post("/api/resource/Note", """{"title": "T"}""")).Name;
        await Task.WhenAll(Enumerable.Range(0, 40).Select(n => site.Put($"/api/resource/Note/{name}", $$"""{"title": "T{{n}}", "content": "A{{n % 3}}"}""")));

        var revision = 0L;
        string? account = null;
        foreach (var (_, data) in Told(site))
        {
            ((long)data["revision"]!).ShouldBe(++revision);
            ((string?)data["previousAccount"]).ShouldBe((string?)data["account"] == account ? null : account);
            account = (string?)data["account"];
        }

        revision.ShouldBe(site.Database.Read(s => s.Long("SELECT revision FROM document"))!.Value);
    }

    [Fact]
    public async Task What_a_link_cannot_carry_is_refused_over_REST_and_not_stored()
    {
        await using var site = await Started(Publishes("Note", null, null, "name") with { Fields = [new("content", "once", null), new("content", "twice", null)] });
        var answer = await site.Post("/api/resource/Note", $$"""{"title": "T", "content": "{{new string('x', 600 * 1024)}}"}""");
        answer.Status.ShouldBe(417, answer.Text[..Math.Min(200, answer.Text.Length)]);
        answer.Text.ShouldContain("1 MiB");
        site.Count().ShouldBe(0);
        Told(site).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_API_tells_where_the_publications_stand_and_can_ask_for_a_resync()
    {
        await using var site = await Started(Publishes("Note", "doc.content.length > 0", null, "name"));
        await site.Post("/api/resource/Note", """{"title": "T", "content": "C"}""");
        await site.Post("/api/resource/Note", """{"title": "T"}""");
        await Eventually(async () => (await site.Get("/api/v1/publications")).ShouldBe(200).Json[0]!["resync"] is null);

        var note = (await site.Get("/api/v1/publications")).Json[0]!;
        (note["docType"]!.GetValue<string>(), note["version"]!.GetValue<long>(), note["documents"]!.GetValue<long>()).ShouldBe(("Note", 1, 1));
        note["unevaluated"]!.GetValue<long>().ShouldBe(1);
        (await site.Get("/api/v1/publications/unevaluated")).Json[0]!["reason"]!.GetValue<string>().ShouldContain("Cannot read properties");

        var again = (await site.Post("/api/v1/publications/unevaluated/evaluate", "{}")).ShouldBe(200).Json;
        ((long)again["documents"]!, (long)again["stillUnevaluated"]!).ShouldBe((1, 1));
        site.Service<SiteHub.Operations.Features.Admin.AttentionList>().Look().ShouldContain(static a => a.Kind == "document-unevaluated");
        await site.Database.Writer.Write(static session => session.Execute("UPDATE document SET body = json_set(body, '$.content', 'C') WHERE json_extract(body, '$.content') IS NULL"));
        ((long)(await site.Post("/api/v1/publications/unevaluated/evaluate", """{"docType":"Note"}""")).ShouldBe(200).Json["stillUnevaluated"]!).ShouldBe(0);
        (await site.Get("/api/v1/publications")).Json[0]!["documents"]!.GetValue<long>().ShouldBe(2);
        (await site.Send("POST", "/api/v1/publications/unevaluated/evaluate", "{}", SiteFixture.Limited)).ShouldBe(403);

        (await site.Post("/api/v1/publications/Note/resync", "")).ShouldBe(202);
        await Eventually(() => Task.FromResult(Log(site).Count(t => t.Type == LinkEventTypes.SnapshotEnd) == 2));
        (await site.Post("/api/v1/publications/Nothing/resync", "")).ShouldBe(404);
        (await site.Get("/api/v1/publications", SiteFixture.Reader)).ShouldBe(403);
        (await site.Get("/api/v1/publications", authorization: null)).ShouldBe(401);
        (await site.Send("POST", "/api/v1/publications/Note/resync", "", SiteFixture.Limited)).ShouldBe(403);
    }

    [Fact]
    public async Task What_was_saved_while_there_was_no_link_is_told_once_there_is_one_again()
    {
        var publication = Publishes("Note", null, null, "name", "title");
        await using var site = await Started(publication);
        var name = (await site.Post("/api/resource/Note", """{"title": "before"}""")).Name;
        site.Publications.Clear();
        await site.Restart();
        await site.Put($"/api/resource/Note/{name}", """{"title": "meanwhile"}""");
        site.Publications.Add(publication);
        await site.Restart();
        await Eventually(() => Task.FromResult(Log(site).Any(e => e.Type == LinkEventTypes.DocumentSnapshot && (string)e.Data["doc"]!["title"]! == "meanwhile")));
    }

    private static async Task<SiteFixture> Started(params PublicationEntry[] publications)
    {
        var site = new SiteFixture();
        site.Publications.AddRange(publications);
        await site.Start();
        return site;
    }

    private static List<(string Type, JsonObject Data)> Told(SiteFixture site) =>
        [.. Log(site).Where(e => e.Type is LinkEventTypes.DocumentChanged or LinkEventTypes.DocumentDeleted or LinkEventTypes.DocumentWithdrawn)];

    private static List<(string Type, JsonObject Data)> Log(SiteFixture site) =>
        site.Database.Read(s => s.Many("SELECT type, data FROM log_entry ORDER BY key", r => (r.Text(0), (JsonObject)JsonNode.Parse(r.Bytes(1))!)));

    private static string Events(JsonObject data) => string.Join(' ', data["events"]!.AsArray().Select(e => (string)e!));

    private static async Task Eventually(Func<Task<bool>> holds)
    {
        for (var n = 0; n < 200 && !await holds(); n++)
        {
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }

        (await holds()).ShouldBeTrue();
    }
}
