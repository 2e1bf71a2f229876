using SiteHub.Delivery.Links;
using SiteHub.Protocol.Documents;

namespace SiteHub.Hub.Tests.Replica;

public sealed class SnapshotTests : IAsyncLifetime
{
    private HubFixture _hub = null!;
    private SiteLog _site = null!;

    public async ValueTask InitializeAsync()
    {
        _hub = await HubFixture.Started();
        _site = new SiteLog(_hub);
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task What_a_snapshot_leaves_out_is_removed_at_its_end_and_not_before()
    {
        await _site.Changed("A", 1);
        await _site.Changed("B", 1);
        await _site.Begin("s1");
        (await _site.Told("s1", SiteLog.Document("A", 1))).ShouldBe(ApplyOutcome.Known);
        _site.Held("B")!.Value.State.ShouldBe("live");
        (await _site.End("s1")).ShouldBe(ApplyOutcome.Applied);

        _site.Held("A")!.Value.State.ShouldBe("live");
        _site.Held("B")!.Value.State.ShouldBe("withdrawn");
        _site.Timeline("B").ShouldBe(["1/1/0 changed", "1/1/0 withdrawn"]);
    }

    [Fact]
    public async Task What_changed_since_the_begin_stays_though_no_row_told_it()
    {
        await _site.Changed("A", 1);
        await _site.Begin("s1");
        await _site.Changed("A", 2);
        await _site.Changed("New", 1);
        await _site.End("s1");

        _site.Held("A")!.Value.State.ShouldBe("live");
        _site.Held("New")!.Value.State.ShouldBe("live");
    }

    [Fact]
    public async Task What_was_deleted_since_the_begin_stays_deleted()
    {
        await _site.Changed("A", 1);
        await _site.Begin("s1");
        await _site.Told("s1", SiteLog.Document("A", 1));
        await _site.Deleted("A", 2);
        await _site.End("s1");

        _site.Held("A")!.Value.State.ShouldBe("deleted");
        _site.Timeline("A").ShouldBe(["1/1/0 changed", "1/2/0 deleted"]);
    }

    [Fact]
    public async Task A_row_with_another_content_at_the_same_version_heals_it()
    {
        await _site.Changed("A", 1, """{"drifted":true}""");
        await _site.Begin("s1");
        (await _site.Told("s1", SiteLog.Document("A", 1, """{"right":true}"""))).ShouldBe(ApplyOutcome.Applied);
        (await _site.Told("s1", SiteLog.Document("A", 1, """{"right":true}"""))).ShouldBe(ApplyOutcome.Known);
        await _site.End("s1");

        _site.Held("A").ShouldBe(("live", 1, """{"right":true}"""));
        _site.Timeline("A").ShouldBe(["1/1/0 snapshot"]);
    }

    [Fact]
    public async Task An_older_row_changes_nothing_and_still_marks_its_document_as_seen()
    {
        await _site.Changed("A", 5, """{"v":5}""");
        await _site.Begin("s1");
        (await _site.Told("s1", SiteLog.Document("A", 4, """{"v":4}"""))).ShouldBe(ApplyOutcome.Known);
        await _site.End("s1");

        _site.Held("A").ShouldBe(("live", 5, """{"v":5}"""));
    }

    [Fact]
    public async Task A_row_that_is_rejected_still_marks_its_document_as_seen()
    {
        foreach (var name in new[] { "hash", "broken", "unsendable", "gone" })
        {
            await _site.Changed(name, 1);
        }

        await _site.Begin("s1");
        (await _site.Told("s1", SiteLog.Document("hash", 2) with { Hash = ContentHash.Of("x"u8) })).ShouldBeOfType<ApplyOutcome.Refused>();
        (await _site.Apply("document.snapshot", """{"snapshot":"s1","docType":"Quotation","name":"broken","revision":"two"}""")).ShouldBeOfType<ApplyOutcome.Refused>();
        (await _site.Apply("entry.unsendable", """{"type":"document.snapshot","docType":"Quotation","name":"unsendable","revision":2,"reason":"too large"}""")).ShouldBeOfType<ApplyOutcome.Refused>();
        await _site.End("s1");

        foreach (var name in new[] { "hash", "broken", "unsendable" })
        {
            _site.Held(name)!.Value.State.ShouldBe("live", name);
        }

        _site.Held("gone")!.Value.State.ShouldBe("withdrawn");
    }

    [Fact]
    public async Task A_new_begin_supersedes_an_unfinished_snapshot_whose_end_then_does_nothing()
    {
        await _site.Changed("A", 1);
        await _site.Begin("s1");
        await _site.Begin("s2");
        (await _site.End("s1")).ShouldBe(ApplyOutcome.Known);
        _site.Held("A")!.Value.State.ShouldBe("live");

        (await _site.End("s2")).ShouldBe(ApplyOutcome.Applied);
        _site.Held("A")!.Value.State.ShouldBe("withdrawn");
        (await _site.End("s2")).ShouldBe(ApplyOutcome.Known);
    }

    [Fact]
    public async Task A_row_of_a_snapshot_that_was_superseded_does_not_count_as_seen_by_the_new_one()
    {
        await _site.Changed("A", 1);
        await _site.Begin("s1");
        await _site.Told("s1", SiteLog.Document("A", 1));
        await _site.Begin("s2");
        await _site.End("s2");

        _site.Held("A")!.Value.State.ShouldBe("withdrawn");
    }

    [Fact]
    public async Task A_new_epoch_tells_everything_again_without_repeating_the_timeline()
    {
        await _site.Changed("A", 3, """{"v":3}""");
        _site.Epoch = 2;
        await _site.Begin("s1");
        (await _site.Told("s1", SiteLog.Document("A", 3, """{"v":3}"""))).ShouldBe(ApplyOutcome.Applied);
        await _site.End("s1");
        _site.Timeline("A").ShouldBe(["1/3/0 changed"]);

        // The site was restored and goes on from an older revision: the new epoch's word holds.
        (await _site.Changed("A", 2, """{"v":"2 again"}""")).ShouldBe(ApplyOutcome.Known);
        _site.Epoch = 3;
        (await _site.Changed("A", 2, """{"v":"2 again"}""")).ShouldBe(ApplyOutcome.Applied);
        _site.Held("A").ShouldBe(("live", 2, """{"v":"2 again"}"""));
    }

    [Fact]
    public async Task A_name_that_a_restored_site_has_forgotten_and_gives_again_is_newer_than_the_removal_of_what_had_it()
    {
        await _site.Changed("A", 1, """{"v":"before"}""");
        _site.Epoch = 2;
        await _site.Begin("s1");
        await _site.End("s1");
        _site.Held("A")!.Value.State.ShouldBe("withdrawn");

        (await _site.Changed("A", 1, """{"v":"another"}""")).ShouldBe(ApplyOutcome.Applied);

        _site.Held("A").ShouldBe(("live", 1, """{"v":"another"}"""));
        _site.Timeline("A").ShouldBe(["1/1/0 changed", "1/1/0 withdrawn", "2/1/0 changed"]);
    }

    [Fact]
    public async Task What_a_snapshot_removed_comes_back_when_a_later_one_tells_it_again()
    {
        await _site.Changed("A", 1, """{"v":1}""");
        await _site.Begin("s1");
        await _site.End("s1");
        _site.Held("A")!.Value.State.ShouldBe("withdrawn");

        await _site.Begin("s2");
        (await _site.Told("s2", SiteLog.Document("A", 1, """{"v":1}"""))).ShouldBe(ApplyOutcome.Applied);
        await _site.End("s2");
        _site.Held("A").ShouldBe(("live", 1, """{"v":1}"""));
    }

    [Fact]
    public async Task A_snapshot_of_one_publication_leaves_the_other_publications_and_the_other_sites_alone()
    {
        await _site.Changed(SiteLog.Document("INV-1", 1, docType: "Sales Invoice"));
        await new SiteLog(_hub, "globex").Changed("A", 1);
        await _site.Begin("s1");
        await _site.End("s1");

        _site.Held("INV-1", "Sales Invoice")!.Value.State.ShouldBe("live");
        new SiteLog(_hub, "globex").Held("A")!.Value.State.ShouldBe("live");
    }
}
