using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Agent.Publications;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;
using static SiteHub.Agent.Tests.Publications.PublishingSite;

namespace SiteHub.Agent.Tests.Publications;

public sealed class ResyncTests : IAsyncDisposable
{
    private readonly PublishingSite _site = new();

    [Fact]
    public async Task A_new_publication_is_told_from_the_start_after_the_catalogue()
    {
        await _site.StartAsync();
        await Fill(3);
        await _site.SaveAsync("Q9", new { name = "Q9" }, docStatus: 0);
        _site.Log();

        await _site.StartAsync(Publishes("Quotation"));
        await _site.ResyncAsync();

        var log = _site.Log();
        Types(log).ShouldBe("catalogue begin snapshot snapshot snapshot end");
        log[0].Data["publications"]![0]!["version"]!.GetValue<long>().ShouldBe(1);
        var begin = SnapshotBegin.Read(Bytes(log[1].Data));
        (begin.DocType, begin.PublicationVersion).ShouldBe(("Quotation", 1));
        log[2..5].Select(e => DocumentChange.Read(Bytes(e.Data))).ShouldAllBe(c => c.Snapshot == begin.Snapshot && c.Events.Count == 0 && c.PublicationVersion == 1 && c.Account == "C1");
        SnapshotEnd.Read(Bytes(log[5].Data)).Snapshot.ShouldBe(begin.Snapshot);
        _site.Count("published_document").ShouldBe(3);
        _site.Count("resync").ShouldBe(0);
    }

    [Fact]
    public async Task The_same_definition_after_a_restart_says_nothing()
    {
        await Told(Publishes("Quotation"));
        await _site.StartAsync(Publishes("Quotation"));
        await _site.ResyncAsync();
        _site.Log().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_changed_definition_has_the_next_version_and_is_told_again_by_itself()
    {
        await Fill(2, Publishes("Quotation"));
        await Told(Publishes("Quotation", fields: ["name", "customer"]));

        await _site.SaveAsync("Q1", new { name = "Q1", customer = "C1" });
        _site.Log()[^1].Data["publicationVersion"]!.GetValue<long>().ShouldBe(2);
        _site.Database.Read(s => s.Many("SELECT publication_version FROM published_document", r => r.Long(0))).ShouldBe([2, 2]);
    }

    [Fact]
    public async Task A_removed_publication_is_an_empty_snapshot_and_its_versions_go_on_should_it_return()
    {
        await Fill(2, Publishes("Quotation"));
        await _site.StartAsync();
        await _site.ResyncAsync();

        var log = _site.Log();
        Types(log).ShouldBe("catalogue begin end");
        log[1].Data["publicationVersion"]!.GetValue<long>().ShouldBe(2);
        _site.Count("published_document").ShouldBe(0);

        await Told(Publishes("Quotation"));
        await _site.SaveAsync("Q1", new { name = "Q1" });
        _site.Log()[^1].Data["publicationVersion"]!.GetValue<long>().ShouldBe(3);
    }

    [Fact]
    public async Task What_a_narrower_condition_leaves_out_is_not_in_the_snapshot_and_no_longer_published()
    {
        await Fill(3, Publishes("Quotation"));
        await _site.StartAsync(Publishes("Quotation", when: "doc.name === 'Q1'"));
        await _site.ResyncAsync();
        Types(_site.Log()).ShouldBe("catalogue begin snapshot end");
        _site.Count("published_document").ShouldBe(1);

        await _site.SaveAsync("Q2", null);
        _site.Log().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_document_that_changed_its_account_unheard_says_so_in_the_snapshot()
    {
        await Fill(1, Publishes("Quotation"));
        await _site.StartAsync(Publishes("Quotation", account: "status"));
        await _site.ResyncAsync();
        var told = DocumentChange.Read(Bytes(_site.Log()[^2].Data));
        (told.Account, told.PreviousAccount).ShouldBe(("Open", "C1"));
    }

    [Fact]
    public async Task A_document_whose_condition_fails_is_mentioned_so_that_the_hub_keeps_what_it_has()
    {
        await Fill(2, Publishes("Quotation"));
        await _site.SaveAsync("Q3", new { name = "Q3" }, docStatus: 0);
        _site.Log();
        await _site.StartAsync(Publishes("Quotation", when: "doc.name === 'Q1' || doc.no.such"));
        await _site.ResyncAsync();

        var log = _site.Log();
        Types(log).ShouldBe("catalogue begin snapshot unsendable end");
        var mention = EntryUnsendable.Read(Bytes(log[3].Data));
        (mention.Type, mention.DocType, mention.Name, mention.Revision).ShouldBe((LinkEventTypes.DocumentSnapshot, "Quotation", "Q2", 1));
        mention.Reason.ShouldContain("Cannot read properties of undefined");
        _site.Count("unevaluated_document").ShouldBe(2);
        _site.Count("published_document").ShouldBe(2);

        await Told(Publishes("Quotation"));
        _site.Count("unevaluated_document").ShouldBe(0);
    }

    [Fact]
    public async Task A_document_that_a_wider_publication_makes_too_large_is_mentioned_and_holds_nothing_up()
    {
        await _site.StartAsync(Publishes("Quotation", fields: "name"));
        await _site.SaveAsync("Q1", new { name = "Q1", note = new string('x', 1024 * 1024) });
        await _site.SaveAsync("Q2", new { name = "Q2" });
        await _site.ResyncAsync();
        _site.Log();
        await _site.StartAsync(Publishes("Quotation", fields: ["name", "note"]));
        await _site.ResyncAsync();
        Types(_site.Log()).ShouldBe("catalogue begin unsendable snapshot end");
    }

    [Fact]
    public async Task A_kill_between_any_two_writes_goes_on_where_it_was()
    {
        await _site.StartAsync();
        await Fill(250);
        _site.Log();
        var publication = Publishes("Quotation");
        await _site.StartAsync(publication);
        while (await _site.Get<ResyncRunner>().StepAsync("Quotation", CancellationToken.None))
        {
            await _site.StartAsync(publication);
        }

        var log = _site.Log();
        log.Count(e => e.Type == LinkEventTypes.SnapshotBegin).ShouldBe(1);
        log.Where(e => e.Type == LinkEventTypes.DocumentSnapshot).Select(e => (string)e.Data["name"]!).ShouldBe(
            Enumerable.Range(1, 250).Select(n => $"Q{n}").Order(StringComparer.Ordinal));
        log[^1].Type.ShouldBe(LinkEventTypes.SnapshotEnd);
    }

    [Fact]
    public async Task Changes_between_the_pages_are_told_in_their_order_and_no_row_is_older_than_what_was_said()
    {
        await _site.StartAsync();
        await Fill(250);
        _site.Log();
        await _site.StartAsync(Publishes("Quotation"));
        var runner = _site.Get<ResyncRunner>();
        var round = 0;
        while (await runner.StepAsync("Quotation", CancellationToken.None))
        {
            round++;
            await _site.SaveAsync("Q1", new { name = "Q1", status = $"after step {round}" });
            await _site.SaveAsync("Q99", new { name = "Q99", status = $"after step {round}" });
            await _site.SaveAsync($"A{round}", new { name = $"A{round}" });
            await _site.SaveAsync($"Z{round}", new { name = $"Z{round}" });
            await _site.SaveAsync($"Q{50 + round}", null);
        }

        // A hub that takes what is newer ends with exactly what there is.
        var replica = new Dictionary<string, (long Revision, bool There)>();
        foreach (var (type, data) in _site.Log().Where(e => e.Data.ContainsKey("revision")))
        {
            var (name, revision) = ((string)data["name"]!, (long)data["revision"]!);
            replica.GetValueOrDefault(name).Revision.ShouldBeLessThanOrEqualTo(revision, name);
            replica[name] = (revision, type is not LinkEventTypes.DocumentDeleted);
        }

        var documents = _site.Database.Read(s => s.Many("SELECT name, revision FROM document WHERE deleted = 0", r => (r.Text(0), r.Long(1))));
        replica.Where(r => r.Value.There).Select(r => (r.Key, r.Value.Revision)).ShouldBe(documents, ignoreOrder: true);
        _site.Count("published_document").ShouldBe(documents.Count);
    }

    [Fact]
    public async Task A_save_while_a_page_is_on_its_way_is_not_told_twice_nor_in_an_older_form()
    {
        await _site.StartAsync(Publishes("Quotation"));
        await Fill(3);
        await _site.ResyncAsync();
        _site.Log();
        await _site.Database.Writer.Write(s => Resync.Request(s, "Quotation", "a test", _site.Time.GetUtcNow()));
        var runner = _site.Get<ResyncRunner>();
        await runner.StepAsync("Quotation", CancellationToken.None);
        var resync = _site.Database.Read(s => Resync.Find(s, "Quotation"))!;
        var page = SnapshotPage.Read(_site.Database, _site.Get<PublicationSet>().Of("Quotation")!, "acme", resync, _site.Time.GetUtcNow());

        await _site.SaveAsync("Q1", new { name = "Q1", status = "Lost" });
        await _site.SaveAsync("Q2", null);
        await _site.Database.Writer.Write(s => page.Commit(s, resync, (type, entry) => _site.Get<LinkLog>().Append(s, "acme", type, entry.Data), _site.Time.GetUtcNow()));

        _site.Log().Where(e => e.Data.ContainsKey("revision")).Select(e => ((string)e.Data["name"]!, (long)e.Data["revision"]!, e.Type)).ShouldBe(
            [("Q1", 2, LinkEventTypes.DocumentChanged), ("Q2", 2, LinkEventTypes.DocumentDeleted), ("Q3", 1, LinkEventTypes.DocumentSnapshot)]);
    }

    [Fact]
    public async Task A_save_whose_condition_fails_while_its_page_is_on_its_way_is_mentioned()
    {
        await _site.StartAsync(Publishes("Quotation", when: "doc.status.length > 0"));
        await Fill(1);
        await _site.ResyncAsync();
        await _site.Database.Writer.Write(s => Resync.Request(s, "Quotation", "a test", _site.Time.GetUtcNow()));
        await _site.Get<ResyncRunner>().StepAsync("Quotation", CancellationToken.None);
        var resync = _site.Database.Read(s => Resync.Find(s, "Quotation"))!;
        var page = SnapshotPage.Read(_site.Database, _site.Get<PublicationSet>().Of("Quotation")!, "acme", resync, _site.Time.GetUtcNow());
        _site.Log();

        await _site.SaveAsync("Q1", new { name = "Q1" });
        await _site.Database.Writer.Write(s => page.Commit(s, resync, (type, entry) => _site.Get<LinkLog>().Append(s, "acme", type, entry.Data), _site.Time.GetUtcNow()));
        _site.Log().ShouldHaveSingleItem().Type.ShouldBe(LinkEventTypes.EntryUnsendable);
    }

    [Fact]
    public async Task Asked_again_in_its_middle_it_begins_again()
    {
        await _site.StartAsync();
        await Fill(150);
        _site.Log();
        await _site.StartAsync(Publishes("Quotation"));
        var runner = _site.Get<ResyncRunner>();
        await runner.StepAsync("Quotation", CancellationToken.None);
        await runner.StepAsync("Quotation", CancellationToken.None);
        (await Hub(LinkEventTypes.SiteResync, new SiteResync("Quotation", "drift").WriteTo)).ShouldBe(ApplyOutcome.Applied);
        await _site.ResyncAsync();

        var log = _site.Log();
        log.Count(e => e.Type == LinkEventTypes.SnapshotBegin).ShouldBe(2);
        log.Count(e => e.Type == LinkEventTypes.SnapshotEnd).ShouldBe(1);
        log.Count(e => e.Type == LinkEventTypes.DocumentSnapshot).ShouldBe(250);
        ((string)log[^1].Data["snapshot"]!).ShouldBe((string)log.Last(e => e.Type == LinkEventTypes.SnapshotBegin).Data["snapshot"]!);
    }

    [Fact]
    public async Task The_hub_can_ask_for_one_publication_or_for_all_and_nothing_else_yet()
    {
        await Fill(1, Publishes("Quotation"), Publishes("Customer"));
        (await Hub(LinkEventTypes.SiteResync, new SiteResync(null, "drift").WriteTo)).ShouldBe(ApplyOutcome.Applied);
        await _site.ResyncAsync();
        Types(_site.Log()).ShouldBe("begin end begin snapshot end");

        (await Hub(LinkEventTypes.SiteResync, new SiteResync("Item", "drift").WriteTo)).ShouldBeOfType<ApplyOutcome.Refused>().Reason.ShouldContain("publishes no Item");
        (await Hub(LinkEventTypes.DocumentDeleted, w => System.Buffers.BuffersExtensions.Write(w, "{}"u8))).ShouldBeOfType<ApplyOutcome.Refused>().Reason.ShouldContain("does not know");
        (await Hub(LinkEventTypes.EntryUnsendable, new EntryUnsendable("action.requested", "Quotation", "Q1", null, "too deep").WriteTo))
            .ShouldBeOfType<ApplyOutcome.Refused>().Reason.ShouldContain("too deep");
        Should.Throw<LinkMessageException>(() => _site.Get<ILinkApplier>().Prepare("acme", Epoch.None, new LinkEvent(1, "evt_1", LinkEventTypes.SiteResync, default, "[]"u8.ToArray())));
    }

    [Fact]
    public async Task A_new_epoch_begins_with_the_catalogue_and_what_is_open_and_resyncs_everything_that_ever_was_published()
    {
        await Fill(1, Publishes("Quotation"), Publishes("Customer"));
        await Told(Publishes("Quotation"));
        var open = new[]
        {
            new LinkEvent(7, "evt_cat", LinkEventTypes.SiteCatalogue, default, "{}"u8.ToArray()),
            new LinkEvent(9, "evt_open", LinkEventTypes.ActionProgressed, default, """{"request":"act_1"}"""u8.ToArray()),
        };
        await _site.Database.Writer.Write(s => _site.Get<ILinkHistory>().BeginEpoch(s, "acme", "restored", open));
        await _site.ResyncAsync();

        Types(_site.Log()).ShouldBe("catalogue progressed begin end begin snapshot end");
        _site.Database.Read(s => s.Text("SELECT id FROM log_entry WHERE type = 'action.progressed'")).ShouldBe("evt_open");
    }

    [Fact]
    public async Task What_an_entry_is_about_is_told_even_of_one_that_cannot_be_read()
    {
        await _site.StartAsync();
        var history = _site.Get<ILinkHistory>();
        history.Describe(LinkEventTypes.DocumentChanged, """{"docType":"Quotation","name":"Q1","revision":7,"doc":{}}"""u8.ToArray()).ToJsonString()
            .ShouldBe("""{"docType":"Quotation","name":"Q1","revision":7}""");
        history.Describe(LinkEventTypes.DocumentChanged, "{"u8.ToArray()).Count.ShouldBe(0);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private async Task Fill(int count, params PublicationEntry[] publications)
    {
        if (publications is not [])
        {
            await _site.StartAsync(publications);
        }

        for (var n = 1; n <= count; n++)
        {
            await _site.SaveAsync($"Q{n}", new { name = $"Q{n}", status = "Open", customer = "C1" });
        }

        if (publications is not [])
        {
            await _site.ResyncAsync();
            _site.Log();
        }
    }

    private async Task Told(PublicationEntry publication)
    {
        await _site.StartAsync(publication);
        await _site.ResyncAsync();
        _site.Log();
    }

    private Task<ApplyOutcome> Hub(string type, Action<System.Buffers.IBufferWriter<byte>> data)
    {
        var apply = _site.Get<ILinkApplier>().Prepare("acme", new Epoch(1, "ep"), new LinkEvent(1, "evt_1", type, default, Announcement.Compose(data)));
        return _site.Database.Writer.Write(apply);
    }

    private static string Types(IEnumerable<(string Type, JsonObject Data)> log) => string.Join(' ', log.Select(e => e.Type[(e.Type.IndexOf('.') + 1)..]));

    private static byte[] Bytes(JsonObject data) => System.Text.Encoding.UTF8.GetBytes(data.ToJsonString());
}
