using SiteHub.Delivery.Webhooks;
using SiteHub.Hub.Tests.Replica;

namespace SiteHub.Hub.Tests.Webhooks;

/// <summary>What the sites tell the hub is told to the hub's webhooks, in the same transaction, with what the document was before.</summary>
public sealed class ReplicaFeedTests : IAsyncLifetime
{
    private HubFixture _hub = null!;
    private SiteLog _acme = null!;

    public async ValueTask InitializeAsync()
    {
        _hub = await HubFixture.Started();
        _acme = new SiteLog(_hub);
    }

    public async ValueTask DisposeAsync() => await _hub.DisposeAsync();

    [Fact]
    public async Task A_change_is_told_once_with_what_it_was_before()
    {
        await Webhook("status changed", "before?.status !== doc.status");

        await _acme.Changed("Q-1", 1, """{"status":"Open"}""");
        await _acme.Changed("Q-1", 2, """{"status":"Open"}""");
        await _acme.Changed("Q-1", 3, """{"status":"Won"}""");
        _acme.Rewind();
        await _acme.Changed("Q-1", 3, """{"status":"Won"}""");

        Told().ShouldBe(["acme Q-1 1", "acme Q-1 3"]);
    }

    [Fact]
    public async Task Versions_of_one_document_that_come_together_know_each_other()
    {
        await Webhook("status changed", "before?.status !== doc.status");
        var applies = new[] { """{"status":"Open"}""", """{"status":"Open"}""", """{"status":"Won"}""" }.Select((body, i) => _acme.Prepared(SiteLog.Document("Q-1", i + 1, body))).ToList();

        await _hub.Database.Writer.Write(session => applies.ForEach(apply => apply(session)));

        Told().ShouldBe(["acme Q-1 1", "acme Q-1 3"]);
    }

    [Fact]
    public async Task What_was_prepared_on_another_state_is_decided_again()
    {
        await Webhook("status changed", "before?.status !== doc.status");
        var second = _acme.Prepared(SiteLog.Document("Q-1", 2, """{"status":"Open"}"""));
        await _acme.Changed("Q-1", 1, """{"status":"Open"}""");

        await _hub.Database.Writer.Write(second);

        Told().ShouldBe(["acme Q-1 1"]);
    }

    [Fact]
    public async Task A_deletion_is_told_with_the_document_as_it_last_was_and_a_resync_is_not_told()
    {
        await Webhook("gone", null, "on_trash", "on_update");

        await _acme.Begin("s1");
        await _acme.Told("s1", SiteLog.Document("Q-1", 1, """{"status":"Open"}"""));
        await _acme.End("s1");
        await _acme.Deleted("Q-1", 2);
        await _acme.Deleted("Q-2", 5);

        Told().ShouldBe(["acme Q-1 2"]);
        _hub.Database.Read(s => s.Text("SELECT CAST(doc AS TEXT) FROM webhook_event")).ShouldBe("""{"status":"Open"}""");
    }

    [Fact]
    public async Task A_webhook_hears_of_its_own_sites_alone()
    {
        await Webhook("globex only", null, sites: "globex");
        var globex = new SiteLog(_hub, "globex");

        await _acme.Changed("Q-1", 1);
        await globex.Changed("Q-1", 1);

        Told().ShouldBe(["globex Q-1 1"]);
    }

    private async Task Webhook(string name, string? condition, params string[] events) => await Put(name, condition, events, []);

    private async Task Webhook(string name, string? condition, string sites) => await Put(name, condition, [], [sites]);

    private async Task Put(string name, string? condition, string[] events, string[] sites) => (await _hub.Service<WebhookRegistry>().Put(new WebhookDefinition
    {
        Name = name, DocTypes = ["Quotation"], Events = events is [] ? ["on_update"] : events, Url = "http://localhost:1/", Condition = condition, Sites = sites,
    })).ShouldBeEmpty();

    private List<string> Told() => _hub.Database.Read(s => s.Many(
        "SELECT e.site, e.name, e.revision FROM delivery d JOIN webhook_event e ON e.number = d.event ORDER BY e.number", static r => $"{r.Text(0)} {r.Text(1)} {r.Long(2)}"));
}
