using System.Text.Json.Nodes;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Publications;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;
using static SiteHub.Agent.Tests.Publications.PublishingSite;

namespace SiteHub.Agent.Tests.Publications;

public sealed class PublicationFeedTests : IAsyncDisposable
{
    private readonly PublishingSite _site = new();

    [Fact]
    public async Task By_default_a_submittable_document_is_told_once_submitted()
    {
        await Start(Publishes("Quotation"));
        await _site.SaveAsync("Q1", new { name = "Q1", status = "Draft" }, docStatus: 0);
        await _site.SaveAsync("Q1", new { name = "Q1", status = "Draft" }, docStatus: 0);
        _site.Log().ShouldBeEmpty();

        await _site.SaveAsync("Q1", new { name = "Q1", status = "Open", customer = "C1", margin = 0.4 });
        await _site.SaveAsync("Q1", new { name = "Q1", status = "Cancelled", customer = "C1" }, docStatus: 2);

        var log = _site.Log();
        log.Select(e => e.Type).ShouldBe([LinkEventTypes.DocumentChanged, LinkEventTypes.DocumentChanged]);
        var told = DocumentChange.Read(Bytes(log[0].Data));
        told.ShouldSatisfyAllConditions(
            () => told.Name.ShouldBe("Q1"),
            () => told.Revision.ShouldBe(3),
            () => told.PublicationVersion.ShouldBe(1),
            () => told.Events.ShouldBe(["on_update", "on_change"]),
            () => told.Modified.ShouldBe(_site.Time.GetUtcNow()),
            () => told.Account.ShouldBe("C1"),
            () => told.PreviousAccount.ShouldBeNull(),
            () => told.Hash.ShouldBe(ContentHash.Of(told.Doc.Span)),
            () => log[0].Data["doc"]!.ToJsonString().ShouldBe("""{"name":"Q1","status":"Open","customer":"C1"}"""),
            () => told.Origin.Site.ShouldBe("acme"),
            () => told.Origin.Path.ShouldBe(["acme"]));
        _site.Database.Read(s => s.Text("SELECT id FROM log_entry WHERE type = 'document.changed' LIMIT 1")).ShouldBe(told.Origin.Event);
    }

    [Fact]
    public async Task By_default_a_document_that_cannot_be_submitted_is_told_always()
    {
        await Start(Publishes("Customer"));
        await _site.SaveAsync("C1", new { name = "C1" }, docStatus: 0, docType: "Customer");
        _site.Log().Select(e => e.Type).ShouldBe([LinkEventTypes.DocumentChanged]);
    }

    [Fact]
    public async Task What_is_not_published_is_not_told()
    {
        await Start(Publishes("Customer"));
        await _site.SaveAsync("Q1", new { name = "Q1" });
        await _site.SaveAsync("Q1", null);
        _site.Log().ShouldBeEmpty();
        _site.Get<IChangeFeed>().Prepare(new Save(null, new DocumentState("Quotation", "Q1", 1, 1, "2026-11-23 20:44:00.000000", "x", "{}"u8.ToArray(), false), [], "x", null)).ShouldBeNull();
    }

    [Fact]
    public async Task A_document_that_leaves_the_condition_is_withdrawn_and_comes_back()
    {
        await Start(Publishes("Quotation", when: "doc.status !== 'Draft'"));
        await _site.SaveAsync("Q1", new { status = "Open", customer = "C1" });
        await _site.SaveAsync("Q1", new { status = "Draft", customer = "C1" });
        await _site.SaveAsync("Q1", new { status = "Draft", customer = "C1" });
        await _site.SaveAsync("Q1", new { status = "Open", customer = "C1" });

        var log = _site.Log();
        log.Select(e => (e.Type, (long)e.Data["revision"]!)).ShouldBe(
            [(LinkEventTypes.DocumentChanged, 1), (LinkEventTypes.DocumentWithdrawn, 2), (LinkEventTypes.DocumentChanged, 4)]);
        DocumentRemoval.Read(Bytes(log[1].Data)).ShouldSatisfyAllConditions(r => r.Account.ShouldBe("C1"), r => r.PreviousAccount.ShouldBe("C1"));
    }

    [Fact]
    public async Task A_draft_again_after_a_change_of_definition_is_withdrawn_although_nothing_hinted_at_it()
    {
        await Start(Publishes("Quotation", when: "true"));
        await _site.SaveAsync("Q1", new { status = "Draft" }, docStatus: 0);
        await Start(Publishes("Quotation"));
        await _site.SaveAsync("Q1", new { status = "Draft" }, docStatus: 0);
        _site.Log().ShouldHaveSingleItem().Type.ShouldBe(LinkEventTypes.DocumentWithdrawn);
    }

    [Fact]
    public async Task Moving_to_another_account_is_one_event_that_names_both()
    {
        await Start(Publishes("Quotation"));
        await _site.SaveAsync("Q1", new { customer = "C1" });
        await _site.SaveAsync("Q1", new { customer = "C2" });
        await _site.SaveAsync("Q1", new { customer = "C2" });
        _site.Log().Select(e => (e.Type, (string?)e.Data["account"], (string?)e.Data["previousAccount"])).ShouldBe(
            [(LinkEventTypes.DocumentChanged, "C1", null), (LinkEventTypes.DocumentChanged, "C2", "C1"), (LinkEventTypes.DocumentChanged, "C2", null)]);
    }

    [Fact]
    public async Task The_previous_account_is_the_one_that_the_hub_was_told_last()
    {
        await Start(Publishes("Quotation", when: "doc.hold.length === 0"));
        await _site.SaveAsync("Q1", new { customer = "C1", hold = "" });
        await _site.SaveAsync("Q1", new { customer = "C2" });
        await _site.SaveAsync("Q1", new { customer = "C2", hold = "" });
        _site.Log()[^1].Data["previousAccount"]!.ToString().ShouldBe("C1");

        await _site.SaveAsync("Q1", new { customer = "C3" });
        await _site.SaveAsync("Q1", null);
        var removal = _site.Log().ShouldHaveSingleItem();
        (removal.Type, (string?)removal.Data["previousAccount"]).ShouldBe((LinkEventTypes.DocumentDeleted, "C2"));
    }

    [Fact]
    public async Task A_published_document_that_is_deleted_is_told_with_the_revision_of_its_removal_and_can_be_born_again()
    {
        await Start(Publishes("Quotation"));
        await _site.SaveAsync("Q1", new { customer = "C1" });
        await _site.SaveAsync("Q1", null);
        await _site.SaveAsync("Q1", new { customer = "C9" });

        var log = _site.Log();
        log.Select(e => (e.Type, (long)e.Data["revision"]!)).ShouldBe(
            [(LinkEventTypes.DocumentChanged, 1), (LinkEventTypes.DocumentDeleted, 2), (LinkEventTypes.DocumentChanged, 3)]);
        log[1].Data["events"]!.ToJsonString().ShouldBe("""["on_trash","on_change"]""");
        log[2].Data["previousAccount"].ShouldBeNull();
        _site.Count("published_document").ShouldBe(1);
    }

    [Fact]
    public async Task An_unpublished_document_that_is_deleted_is_nobodys_business()
    {
        await Start(Publishes("Quotation"));
        await _site.SaveAsync("Q1", new { customer = "C1" }, docStatus: 0);
        await _site.SaveAsync("Q1", null);
        _site.Log().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("doc.customer.length > 1", "Cannot read properties of undefined")]
    [InlineData("'x'.repeat(1e9)", "does too much")]
    public async Task A_condition_that_fails_breaks_no_save_and_the_hub_keeps_what_it_has(string when, string reason)
    {
        await Start(Publishes("Quotation", when: $"doc.fine || {when}"));
        await _site.SaveAsync("Q1", new { fine = true, status = "Open" });
        await _site.SaveAsync("Q1", new { status = "Lost" });
        await _site.SaveAsync("Q2", new { status = "Lost" });

        _site.Log().ShouldHaveSingleItem();
        _site.Count("published_document").ShouldBe(1);
        var failed = _site.Database.Read(s => UnevaluatedDocument.Newest(s, 10));
        failed.Select(f => (f.Name, f.Revision)).ShouldBe([("Q1", 2), ("Q2", 1)], ignoreOrder: true);
        failed.ShouldAllBe(f => f.Reason.Contains(reason) && f.At == _site.Time.GetUtcNow());

        await _site.SaveAsync("Q1", new { fine = true, status = "Lost" });
        await _site.SaveAsync("Q2", null);
        _site.Log().ShouldHaveSingleItem().Data["revision"]!.GetValue<long>().ShouldBe(3);
        _site.Count("unevaluated_document").ShouldBe(0);
    }

    [Fact]
    public async Task What_a_link_cannot_carry_is_refused_at_the_save()
    {
        await Start(Publishes("Quotation", fields: "status"));
        await Should.ThrowAsync<ChangeRefusedException>(() => _site.SaveAsync("Q1", new { status = new string('x', 1024 * 1024) }));
        await _site.SaveAsync("Q1", new { internal_note = new string('x', 1024 * 1024) });
        _site.Log().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_save_that_is_rolled_back_leaves_nothing_behind()
    {
        await Start(Publishes("Quotation"));
        await Should.ThrowAsync<InvalidOperationException>(() => _site.SaveAsync("Q1", new { status = "Open" }, also: _ => throw new InvalidOperationException()));
        _site.Log().ShouldBeEmpty();
        _site.Count("published_document").ShouldBe(0);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private async Task Start(params SiteHub.Operations.Configuration.PublicationEntry[] publications)
    {
        await _site.StartAsync(publications);
        _site.Log();
    }

    private static byte[] Bytes(JsonObject data) => System.Text.Encoding.UTF8.GetBytes(data.ToJsonString());
}
