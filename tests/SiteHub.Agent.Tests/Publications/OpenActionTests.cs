using System.Text.Json.Nodes;
using SiteHub.Agent.Publications;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;
using static SiteHub.Agent.Tests.Publications.PublishingSite;

namespace SiteHub.Agent.Tests.Publications;

/// <summary>The site works out which actions are open on a document, and tells the hub their names and nothing of how it found out.</summary>
public sealed class OpenActionTests : IAsyncDisposable
{
    private readonly PublishingSite _site = new();

    [Fact]
    public async Task A_document_is_told_with_the_actions_that_are_open_on_it_as_it_is_published()
    {
        await Start(Action("accept", "doc.status === 'Open'"), Action("decline"), Action("inside", "doc.margin > 0"), Action("other", docType: "Customer"));

        await _site.SaveAsync("Q1", new { name = "Q1", status = "Open", customer = "C1", margin = 0.4 });
        await _site.SaveAsync("Q1", new { name = "Q1", status = "Lost", customer = "C1", margin = 0.4 });

        Told().Select(static told => string.Join(' ', told.Actions)).ShouldBe(["accept decline", "decline"]);
    }

    [Fact]
    public async Task No_condition_goes_over_the_wire()
    {
        await _site.StartAsync(Publishes("Quotation"));
        _site.Actions.Add(Action("accept", "doc.status === 'Open'"));
        await _site.StartAsync(Publishes("Quotation"));
        await _site.SaveAsync("Q1", new { name = "Q1", status = "Open" });

        var told = string.Join('\n', _site.Log().Select(static entry => entry.Data.ToJsonString()));

        told.ShouldContain("\"actions\":[{\"docType\":\"Quotation\",\"name\":\"accept\"");
        told.ShouldNotContain("when");
        told.ShouldNotContain("===");
    }

    [Theory]
    [InlineData("a new one")]
    [InlineData("another condition")]
    [InlineData("one less")]
    public async Task What_makes_another_action_open_raises_the_version_and_tells_every_document_again_under_its_revision(string change)
    {
        await Start(Action("accept", "doc.status === 'Open'"));
        await _site.SaveAsync("Q1", new { name = "Q1", status = "Open" });
        await _site.SaveAsync("Q1", new { name = "Q1", status = "Replied" });
        var before = Told()[^1];

        switch (change)
        {
            case "a new one":
                _site.Actions.Add(Action("decline"));
                break;
            case "another condition":
                _site.Actions[0] = Action("accept", "['Open', 'Replied'].includes(doc.status)");
                break;
            default:
                _site.Actions.Clear();
                break;
        }

        await _site.StartAsync(Publishes("Quotation"));
        await _site.ResyncAsync();

        var log = _site.Log();
        log[0].Type.ShouldBe(LinkEventTypes.SiteCatalogue);
        var again = DocumentChange.Read(Bytes(log.Single(static entry => entry.Type == LinkEventTypes.DocumentSnapshot).Data));
        again.ShouldSatisfyAllConditions(
            () => again.Revision.ShouldBe(before.Revision),
            () => again.PublicationVersion.ShouldBe(before.PublicationVersion + 1),
            () => again.Hash.ShouldBe(before.Hash),
            () => string.Join(' ', again.Actions).ShouldBe(change switch { "a new one" => "decline", "another condition" => "accept", _ => "" }));
    }

    [Theory]
    [InlineData("another label")]
    [InlineData("of another DocType")]
    [InlineData("nothing")]
    public async Task What_makes_no_difference_to_documents_tells_none_again(string change)
    {
        await Start(Action("accept", "doc.status === 'Open'"));
        await _site.SaveAsync("Q1", new { name = "Q1", status = "Open" });
        _site.Log();

        if (change == "another label")
        {
            _site.Actions[0] = Action("accept", "doc.status === 'Open'", label: "Order it");
        }
        else if (change == "of another DocType")
        {
            _site.Actions.Add(Action("disable", docType: "Customer"));
        }

        await _site.StartAsync(Publishes("Quotation"));
        await _site.ResyncAsync();

        _site.Log().Select(static entry => entry.Type).ShouldAllBe(static type => type == LinkEventTypes.SiteCatalogue);
    }

    [Theory]
    [InlineData("doc.rows.length > 1")]
    [InlineData("doc.customer.name.first === 'x'")]
    [InlineData("'x'.repeat(2000000000).length > 1")]
    [InlineData("[1].map(n => doc.rows.at(n).rate).length > 0")]
    public async Task An_action_whose_condition_fails_is_not_open_the_others_are_and_it_is_written_down(string when)
    {
        await Start(Action("accept", $"doc.status === 'Fine' || {when}"), Action("decline"));
        await _site.SaveAsync("Q1", new { name = "Q1", status = "Open" });

        Told().ShouldHaveSingleItem().Actions.ShouldBe(["decline"]);
        var written = _site.Database.Read(session => UnevaluatedDocument.Newest(session, 10)).ShouldHaveSingleItem();
        (written.Name, written.Revision, written.Actions).ShouldBe(("Q1", 1, "accept"));
        written.Reason.ShouldStartWith("accept: ");

        await _site.SaveAsync("Q1", new { name = "Q1", status = "Fine" });
        Told().ShouldHaveSingleItem().Actions.ShouldBe(["accept", "decline"]);
        _site.Count("unevaluated_document").ShouldBe(0);
    }

    [Fact]
    public async Task A_resync_tells_with_what_is_open_and_writes_down_what_failed()
    {
        await Start(Action("decline"));
        await _site.SaveAsync("Q1", new { name = "Q1", status = "Open" });
        await _site.SaveAsync("Q2", new { name = "Q2", status = "Fine" });
        _site.Log();

        _site.Actions.Add(Action("accept", "doc.status === 'Fine' || doc.rows.length > 1"));
        await _site.StartAsync(Publishes("Quotation"));
        await _site.ResyncAsync();

        var log = _site.Log();
        log.Where(static entry => entry.Type == LinkEventTypes.DocumentSnapshot).Select(static entry => string.Join(' ', DocumentChange.Read(Bytes(entry.Data)).Actions)).ShouldBe(["decline", "decline accept"]);
        log.ShouldNotContain(static entry => entry.Type == LinkEventTypes.EntryUnsendable);
        _site.Database.Read(session => UnevaluatedDocument.Newest(session, 10)).ShouldHaveSingleItem().Name.ShouldBe("Q1");
    }

    /// <summary>What failed about an action is no reason to tell the hub that the document could not be sent.</summary>
    [Fact]
    public async Task A_document_that_was_told_without_an_action_is_not_mentioned_as_one_that_could_not_be_sent()
    {
        await Start(Action("accept", "doc.rows.length > 1"));
        await _site.SaveAsync("Q1", new { name = "Q1", status = "Open" });
        await _site.Database.Writer.Write(session => Resync.Request(session, "Quotation", "test", _site.Time.GetUtcNow()));
        await _site.Get<ResyncRunner>().StepAsync("Quotation", CancellationToken.None);
        _site.Log();

        // The page is read, and overtaken by a save before it is written.
        var page = SnapshotPage.Read(_site.Database, _site.Get<PublicationSet>().Of("Quotation")!, "acme", _site.Database.Read(session => Resync.Find(session, "Quotation"))!, _site.Time.GetUtcNow());
        await _site.SaveAsync("Q1", new { name = "Q1", status = "Replied" });
        var appended = new List<string>();
        await _site.Database.Writer.Write(session => page.Commit(session, Resync.Find(session, "Quotation")!, (type, _) => appended.Add(type), _site.Time.GetUtcNow()));

        appended.ShouldBeEmpty();
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private async Task Start(params SiteHub.Operations.Configuration.ActionEntry[] actions)
    {
        _site.Actions.AddRange(actions);
        await _site.StartAsync(Publishes("Quotation"));
        await _site.ResyncAsync();
        _site.Log();
    }

    private List<DocumentChange> Told() => [.. _site.Log().Where(static entry => entry.Type == LinkEventTypes.DocumentChanged).Select(static entry => DocumentChange.Read(Bytes(entry.Data)))];

    private static byte[] Bytes(JsonObject data) => System.Text.Encoding.UTF8.GetBytes(data.ToJsonString());
}
