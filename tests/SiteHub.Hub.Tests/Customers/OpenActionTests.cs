using System.Net;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json.Nodes;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Webhooks;
using SiteHub.Hub.Actions;
using SiteHub.Hub.Notifications;
using SiteHub.Protocol.Links;

namespace SiteHub.Hub.Tests.Customers;

/// <summary>The hub offers what a site says is open, no more and no less, and runs nothing that a site wrote.</summary>
public sealed class OpenActionTests : IAsyncLifetime
{
    private const string Document = "/api/v1/documents/acme/Quotation/QTN-R";

    private PortalFixture _portal = null!;
    private string _rita = null!;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalFixture.Started();
        _rita = await _portal.Token(PortalFixture.Rita);
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Theory]
    [InlineData("accept decline", "accept decline")]
    [InlineData("decline", "decline")]
    [InlineData("", "")]
    [InlineData("fly accept", "accept")]
    [InlineData("new accept", "accept")]
    [InlineData("constructor to-string", "")]
    public async Task What_is_offered_is_what_the_entry_names_and_the_catalogue_knows(string told, string offered)
    {
        var names = told.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        (await _portal.Acme.Changed(PortalFixture.Told("QTN-R", "CUST-R", 2, status: "Lost") with { Actions = names })).ShouldBe(ApplyOutcome.Applied);

        string.Join(' ', await Offered()).ShouldBe(offered);
        var page = await (await _portal.Browser(PortalFixture.Rita)).Page("/documents/acme/Quotation/QTN-R");
        foreach (var name in new[] { "accept", "decline", "fly" })
        {
            page.Contains($"value=\"{name}\"", StringComparison.Ordinal).ShouldBe(offered.Split(' ').Contains(name), name);
        }

        (await _portal.Post($"{Document}/actions/accept", _rita, new { })).Status.ShouldBe(offered.Contains("accept", StringComparison.Ordinal) ? HttpStatusCode.Accepted : HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("""["accept","accept"]""")]
    [InlineData("""["Accept"]""")]
    [InlineData("""["doc.status === 'Open'"]""")]
    [InlineData("""[7]""")]
    [InlineData("\"accept\"")]
    public async Task Names_that_are_none_are_rejected_with_their_entry_and_nothing_is_stored(string actions)
    {
        var data = new System.Buffers.ArrayBufferWriter<byte>();
        PortalFixture.Told("QTN-R", "CUST-R", 2, status: "Lost").WriteTo(data);
        var entry = JsonNode.Parse(data.WrittenSpan)!;
        entry["actions"] = JsonNode.Parse(actions);

        (await _portal.Acme.Apply(LinkEventTypes.DocumentChanged, entry.ToJsonString())).ShouldBeOfType<ApplyOutcome.Refused>().Reason.ShouldStartWith("actions");

        _portal.Acme.Held("QTN-R")!.Value.Revision.ShouldBe(1);
        (await Offered()).ShouldBe(["accept", "decline"]);
    }

    /// <summary>What a site says of itself is read by the same rules as its configuration, and nothing of it is kept that they refuse.</summary>
    [Theory]
    [InlineData("name", "\"Accept it\"")]
    [InlineData("name", "\"__proto__\"")]
    [InlineData("name", "\"accept\\u0000\"")]
    [InlineData("name", "\"\\ud800\"")]
    [InlineData("name", "7")]
    [InlineData("input.name", "\"po no\"")]
    [InlineData("input.name", "\"x\\\" onfocus=\\\"alert(1)\"")]
    [InlineData("input.name", "\"7up\"")]
    [InlineData("input.name", "\"\"")]
    [InlineData("input.maxLength", "-1")]
    [InlineData("input.maxLength", "9e999")]
    [InlineData("input.min", "\"one\"")]
    [InlineData("role", "null")]
    public async Task A_catalogue_with_a_value_that_is_none_is_rejected_and_the_one_before_counts(string member, string value)
    {
        var catalogue = (await Catalogue())!.AsObject();
        var action = catalogue["actions"]![0]!;
        var owner = member.StartsWith("input.", StringComparison.Ordinal) ? action["input"]![0]! : action;
        owner[member.Split('.')[^1]] = "@";

        (await _portal.Acme.Apply(LinkEventTypes.SiteCatalogue, catalogue.ToJsonString().Replace("\"@\"", value, StringComparison.Ordinal))).ShouldBeOfType<ApplyOutcome.Refused>().Reason.ShouldContain("actions");

        (await Offered()).ShouldBe(["accept", "decline"]);
        (await (await _portal.Browser(PortalFixture.Rita)).Page("/documents/acme/Quotation/QTN-R")).ShouldContain("value=\"accept\"");
    }

    [Theory]
    [InlineData("chief")]
    [InlineData("Buyer")]
    [InlineData("viewer,buyer")]
    [InlineData("administrator ")]
    public async Task An_action_for_a_role_that_is_not_known_is_offered_to_nobody(string role)
    {
        var catalogue = (await Catalogue())!.AsObject();
        catalogue["actions"]![0]!["role"] = role;

        (await _portal.Acme.Apply(LinkEventTypes.SiteCatalogue, catalogue.ToJsonString())).ShouldBe(ApplyOutcome.Applied);

        (await Offered()).ShouldBe(["decline"]);
        (await _portal.Post($"{Document}/actions/accept", _rita, new { })).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("let it=[1].values(); for (let i=0;i<30000;i++) it=it.take(2); return it.next().value")]
    [InlineData("false")]
    [InlineData("throw new Error('x')")]
    [InlineData("((((((((((1))))))))))")]
    public async Task A_condition_that_a_site_still_sends_is_neither_run_nor_kept(string when)
    {
        var catalogue = (await Catalogue())!.AsObject();
        catalogue["actions"]![0]!["when"] = when;

        (await _portal.Acme.Apply(LinkEventTypes.SiteCatalogue, catalogue.ToJsonString())).ShouldBe(ApplyOutcome.Applied);

        (await Offered()).ShouldBe(["accept", "decline"]);
        (await Catalogue())!.ToJsonString().ShouldNotContain("when");
    }

    /// <summary>As after a changed catalogue: the same revision for a later version of the publication, in a snapshot or as a change.</summary>
    [Theory]
    [InlineData("snapshot")]
    [InlineData("changed")]
    public async Task What_is_told_again_for_its_actions_is_taken_and_is_news_to_nobody(string how)
    {
        await Look();
        var waiting = Count("notification");
        await Webhook();
        var timeline = _portal.Acme.Timeline("QTN-R");
        var (_, before) = await _portal.Get(Document, _rita);
        _portal.Hub.Time.Advance(TimeSpan.FromMinutes(1));

        var again = PortalFixture.Told("QTN-R", "CUST-R") with { PublicationVersion = 1, Actions = ["decline"] };
        (how == "changed" ? await _portal.Acme.Changed(again) : await _portal.Acme.Told("s1", again)).ShouldBe(ApplyOutcome.Applied);

        (await Offered()).ShouldBe(["decline"]);
        await Look();
        Count("notification").ShouldBe(waiting);
        Count("delivery").ShouldBe(0);
        _portal.Acme.Timeline("QTN-R").ShouldBe(timeline);
        var (_, after) = await _portal.Get(Document, _rita);
        ((long)after!["publicationVersion"]!).ShouldBe(1);
        foreach (var same in new[] { "revision", "hash", "changed", "modified" })
        {
            after[same]!.ToJsonString().ShouldBe(before![same]!.ToJsonString(), same);
        }

        (await _portal.Acme.Changed(PortalFixture.Told("QTN-R", "CUST-R"))).ShouldBe(ApplyOutcome.Known);
        (await Offered()).ShouldBe(["decline"]);
    }

    [Fact]
    public async Task A_request_that_was_made_on_what_the_document_was_before_its_actions_changed_is_not_changed_meanwhile()
    {
        var (_, seen) = await _portal.Get(Document, _rita);
        await _portal.Acme.Told("s1", PortalFixture.Told("QTN-R", "CUST-R") with { PublicationVersion = 1, Actions = ["accept"] });

        var (status, taken) = await _portal.Post($"{Document}/actions/accept", _rita, new { hash = (string)seen!["hash"]! });

        status.ShouldBe(HttpStatusCode.Accepted, taken?.ToJsonString());
    }

    /// <summary>A site that looks once more at a document, as after a condition that failed, tells it without an event; or in a snapshot.</summary>
    [Theory]
    [InlineData("snapshot")]
    [InlineData("changed")]
    public async Task What_is_told_again_at_the_same_version_heals_which_actions_are_open(string how)
    {
        Task<ApplyOutcome> Again(params string[] actions) => how == "snapshot"
            ? _portal.Acme.Told("s1", PortalFixture.Told("QTN-R", "CUST-R") with { Actions = actions })
            : _portal.Acme.Changed(PortalFixture.Told("QTN-R", "CUST-R") with { Actions = actions, Events = [] });

        (await Again("accept", "decline")).ShouldBe(ApplyOutcome.Known);
        (await Again("decline")).ShouldBe(ApplyOutcome.Applied);

        (await Offered()).ShouldBe(["decline"]);
        (await _portal.Acme.Changed(PortalFixture.Told("QTN-R", "CUST-R"))).ShouldBe(ApplyOutcome.Known);
        (await Offered()).ShouldBe(["decline"]);
    }

    /// <summary>An old site tells no actions: nothing is open on its documents until it is newer.</summary>
    [Fact]
    public async Task A_document_that_names_no_actions_has_none_open()
    {
        await _portal.Acme.Changed(PortalFixture.Told("QTN-R", "CUST-R", 2) with { Actions = [] });

        (await Offered()).ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_in_the_hub_can_compile_or_run_a_script()
    {
        using var file = File.OpenRead(typeof(ActionRights).Assembly.Location);
        using var assembly = new PEReader(file);
        var metadata = assembly.GetMetadataReader();

        metadata.TypeReferences.Select(metadata.GetTypeReference).Select(type => metadata.GetString(type.Namespace)).Distinct()
            .Where(static space => space.StartsWith("SiteHub.Delivery.Scripts", StringComparison.Ordinal) || space.StartsWith("Jint", StringComparison.Ordinal) || space.StartsWith("Acornima", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    private async Task<List<string>> Offered() => [.. (await _portal.Get($"{Document}/actions", _rita)).Body!.AsArray().Select(static action => (string)action!["name"]!)];

    private async Task<JsonNode?> Catalogue() =>
        JsonNode.Parse((await _portal.Get("/api/v1/sites", await _portal.Operator())).Body!["sites"]!.AsArray().Single(static site => (string)site!["slug"]! == "acme")!["catalogue"]!.ToJsonString());

    private long Count(string table) => _portal.Hub.Database.Read(session => session.Long($"SELECT count(*) FROM {table}"))!.Value;

    private async Task Webhook() => (await _portal.Hub.Service<WebhookRegistry>().Put(
        new WebhookDefinition { Name = "all", DocTypes = ["Quotation"], Events = ["on_update"], Url = "http://localhost:1/", Sites = [] })).ShouldBeEmpty();

    private async Task Look()
    {
        while (await _portal.Hub.Service<NotificationPump>().Run(TestContext.Current.CancellationToken))
        {
        }
    }
}
