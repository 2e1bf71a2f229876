using SiteHub.Delivery.Links;
using SiteHub.Protocol.Documents;

namespace SiteHub.Hub.Tests.Replica;

public sealed class VersionTests : IAsyncLifetime
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
    public async Task A_document_is_kept_with_its_literal_bytes()
    {
        const string Body = """{"amount": 1.0, "big":12345678901234567890.10,  "text":"\u00fc ü \u0000", "z":1, "a":2}""";
        (await _site.Changed("QTN-00001", 1, Body)).ShouldBe(ApplyOutcome.Applied);

        _site.Held("QTN-00001").ShouldBe(("live", 1, Body));
    }

    [Fact]
    public async Task The_higher_revision_wins_and_an_equal_or_lower_one_is_known()
    {
        (await _site.Changed("QTN-00001", 2, """{"v":2}""")).ShouldBe(ApplyOutcome.Applied);
        (await _site.Changed("QTN-00001", 2, """{"v":"other"}""")).ShouldBe(ApplyOutcome.Known);
        (await _site.Changed("QTN-00001", 1, """{"v":1}""")).ShouldBe(ApplyOutcome.Known);
        _site.Held("QTN-00001").ShouldBe(("live", 2, """{"v":2}"""));

        (await _site.Changed("QTN-00001", 3, """{"v":3}""")).ShouldBe(ApplyOutcome.Applied);
        _site.Held("QTN-00001").ShouldBe(("live", 3, """{"v":3}"""));
        _site.Timeline("QTN-00001").ShouldBe(["1/2/0 changed", "1/3/0 changed"]);
    }

    [Fact]
    public async Task A_higher_epoch_wins_over_a_higher_revision()
    {
        await _site.Changed("QTN-00001", 9, """{"v":9}""");
        _site.Epoch = 2;
        (await _site.Changed("QTN-00001", 4, """{"v":4}""")).ShouldBe(ApplyOutcome.Applied);

        _site.Held("QTN-00001").ShouldBe(("live", 4, """{"v":4}"""));
        _site.Epoch = 1;
        (await _site.Changed("QTN-00001", 10)).ShouldBe(ApplyOutcome.Known);
    }

    [Fact]
    public async Task A_higher_publication_version_wins_at_the_same_revision()
    {
        await _site.Changed(SiteLog.Document("QTN-00001", 1, """{"v":1}""", publicationVersion: 1));
        (await _site.Changed(SiteLog.Document("QTN-00001", 1, """{"v":1,"w":2}""", publicationVersion: 2))).ShouldBe(ApplyOutcome.Applied);
        (await _site.Changed(SiteLog.Document("QTN-00001", 1, """{"v":1}""", publicationVersion: 1))).ShouldBe(ApplyOutcome.Known);

        _site.Held("QTN-00001")!.Value.Body.ShouldBe("""{"v":1,"w":2}""");
    }

    [Fact]
    public async Task A_deletion_leaves_a_tombstone_that_older_news_does_not_raise_and_a_recreation_does()
    {
        await _site.Changed("QTN-00001", 1);
        (await _site.Deleted("QTN-00001", 2)).ShouldBe(ApplyOutcome.Applied);
        (await _site.Changed("QTN-00001", 1)).ShouldBe(ApplyOutcome.Known);
        _site.Held("QTN-00001")!.Value.State.ShouldBe("deleted");

        (await _site.Changed("QTN-00001", 3)).ShouldBe(ApplyOutcome.Applied);
        _site.Held("QTN-00001")!.Value.State.ShouldBe("live");
        _site.Timeline("QTN-00001").ShouldBe(["1/1/0 changed", "1/2/0 deleted", "1/3/0 changed"]);
    }

    [Fact]
    public async Task A_deletion_that_comes_before_its_document_still_holds()
    {
        (await _site.Withdrawn("QTN-00001", 5)).ShouldBe(ApplyOutcome.Applied);
        (await _site.Changed("QTN-00001", 4)).ShouldBe(ApplyOutcome.Known);

        _site.Held("QTN-00001").ShouldBe(("withdrawn", 5, null));
    }

    [Fact]
    public async Task Applied_twice_counts_once()
    {
        await _site.Changed("QTN-00001", 1);
        _site.Rewind();
        (await _site.Changed("QTN-00001", 1)).ShouldBe(ApplyOutcome.Known);
        await _site.Deleted("QTN-00001", 2);
        _site.Rewind();
        (await _site.Deleted("QTN-00001", 2)).ShouldBe(ApplyOutcome.Known);

        _site.Timeline("QTN-00001").ShouldBe(["1/1/0 changed", "1/2/0 deleted"]);
    }

    [Fact]
    public async Task A_document_of_another_site_by_the_same_name_is_another_document()
    {
        await _site.Changed("QTN-00001", 5);
        var globex = new SiteLog(_hub, "globex");
        (await globex.Changed("QTN-00001", 1)).ShouldBe(ApplyOutcome.Applied);

        _site.Held("QTN-00001")!.Value.Revision.ShouldBe(5);
        globex.Held("QTN-00001")!.Value.Revision.ShouldBe(1);
    }

    [Fact]
    public async Task A_hash_that_does_not_fit_the_bytes_is_rejected_and_changes_nothing()
    {
        var outcome = await _site.Changed(SiteLog.Document("QTN-00001", 1) with { Hash = ContentHash.Of("{ }"u8) });

        outcome.ShouldBeOfType<ApplyOutcome.Refused>().Reason.ShouldContain("hash");
        _site.Held("QTN-00001").ShouldBeNull();
    }

    [Theory]
    [InlineData("session.ended", """{"request":"act_1"}""", "does not know entries of type 'session.ended'")]
    [InlineData("document.renamed", "{}", "does not know entries of type 'document.renamed'")]
    [InlineData("entry.unsendable", """{"type":"document.changed","docType":"Quotation","name":"QTN-1","revision":3,"reason":"too deep"}""", "too deep")]
    [InlineData("document.changed", """{"docType":"Quotation"}""", "name")]
    [InlineData("snapshot.begin", "{}", "snapshot")]
    public async Task What_cannot_be_applied_is_rejected_with_its_reason(string type, string json, string reason) =>
        (await _site.Apply(type, json)).ShouldBeOfType<ApplyOutcome.Refused>().Reason.ShouldContain(reason);

    [Fact]
    public async Task A_change_of_account_is_kept_in_the_timeline_with_the_account_of_each_revision()
    {
        await _site.Changed(SiteLog.Document("QTN-00001", 1, account: "CUST-0001"));
        await _site.Changed(SiteLog.Document("QTN-00001", 2, account: "CUST-0002") with { PreviousAccount = "CUST-0001" });
        await _site.Withdrawn("QTN-00001", 3);

        _hub.Database.Read(session => session.Many("SELECT account FROM document_revision ORDER BY id", row => row.TextOrNull(0))).ShouldBe(["CUST-0001", "CUST-0002", "CUST-0001"]);
    }

    [Fact]
    public async Task The_catalogue_replaces_the_one_before()
    {
        (await _site.Apply("site.catalogue", """{"docTypes":[],"publications":[]}""")).ShouldBe(ApplyOutcome.Applied);

        using var response = await _hub.Get("/api/v1/sites", await _hub.Token("reader"));
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("\"docTypes\":[]");
    }
}
