using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using SiteHub.Agent.Tests.SignIn;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;
using SiteHub.Protocol.People;

namespace SiteHub.Agent.Tests.Receiving;

/// <summary>The hub names a user as whom a document is to be saved; only the site says as whom it may.</summary>
public sealed class HubUserTests : IAsyncLifetime
{
    private const string Import = "import@acme.example";

    private Joined _world = null!;
    private long _seq;

    public async ValueTask InitializeAsync() => _world = await Joined.Started(static site =>
    {
        site.Users.Add(new UserEntry(Import, UserKind.Employee, ["System Manager"], null));
        site.HubUsers.Add(Import);
    });

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData(Import)]
    [InlineData("IMPORT@ACME.EXAMPLE")]
    public async Task As_one_whom_the_site_names_it_is_saved_in_the_sites_own_spelling(string user)
    {
        (await Routed(user)).ShouldBe(ApplyOutcome.Applied);

        await Settled("applied");
        Notes().ShouldHaveSingleItem().ShouldBe((Import, Import));
    }

    [Theory]
    [InlineData("Administrator")]
    [InlineData("administrator")]
    [InlineData("limited@example.com")]
    [InlineData("nobody@acme.example")]
    [InlineData("import+more@acme.example")]
    [InlineData(" import@acme.example")]
    [InlineData("import@acme.example ")]
    [InlineData("Import <import@acme.example>")]
    [InlineData("import@acme.example\0")]
    [InlineData("ımport@acme.example")]
    [InlineData("import@acme.example,Administrator")]
    [InlineData("%")]
    [InlineData("sub-ann")]
    [InlineData(null)]
    public async Task As_anybody_else_it_is_rejected_with_a_reason_that_both_sides_see(string? user)
    {
        var reason = (await Routed(user)).ShouldBeOfType<ApplyOutcome.Refused>().Reason;

        reason.ShouldContain("receiving.hubUsers");
        reason.ShouldContain(Import);
        _world.Count("receipt").ShouldBe(0);
        Notes().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_site_that_names_nobody_lets_the_hub_write_as_nobody()
    {
        _world.Site.HubUsers.Clear();
        await _world.Site.Restart();

        foreach (var user in new[] { Import, "Administrator", "reader@example.com" })
        {
            (await Routed(user)).ShouldBeOfType<ApplyOutcome.Refused>().Reason.ShouldContain("as nobody");
        }

        Notes().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("here")]
    [InlineData("by the hub")]
    public async Task A_user_who_is_disabled_writes_nothing_though_the_site_names_them(string where)
    {
        await Disable(where);

        (await Routed(Import)).ShouldBeOfType<ApplyOutcome.Refused>().Reason.ShouldContain("is disabled");
        Notes().ShouldBeEmpty();
    }

    /// <summary>Between the taking in and the saving lies time.</summary>
    [Theory]
    [InlineData("here")]
    [InlineData("by the hub")]
    [InlineData("no longer named")]
    public async Task What_was_taken_in_is_looked_at_again_when_it_is_saved(string what)
    {
        await Disable(what);
        if (what == "no longer named")
        {
            _world.Site.HubUsers.Clear();
            await _world.Site.Restart();
        }

        await Kept();

        (await Settled("failed")).ShouldContain(what == "no longer named" ? "receiving.hubUsers" : "is disabled");
        Notes().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_document_says_of_its_owner_counts_for_nothing()
    {
        await Routed(Import, """{"title":"t","owner":"Administrator","modified_by":"Administrator"}""");

        await Settled("applied");
        Notes().ShouldHaveSingleItem().ShouldBe((Import, Import));
    }

    [Fact]
    public async Task A_rejected_one_can_be_applied_once_the_site_has_named_the_user()
    {
        (await Routed("reader@example.com")).ShouldBeOfType<ApplyOutcome.Refused>();
        _world.Site.Users[2] = _world.Site.Users[2] with { Roles = ["System Manager"] };
        _world.Site.HubUsers.Add("reader@example.com");
        await _world.Site.Restart();

        (await Routed("reader@example.com")).ShouldBe(ApplyOutcome.Applied);
        await Settled("applied");
        Notes().ShouldHaveSingleItem().ShouldBe(("reader@example.com", "reader@example.com"));
    }

    private async Task Disable(string where)
    {
        if (where == "here")
        {
            await _world.Site.Database.Writer.Write(static session => session.Execute("UPDATE site_user SET Disabled = 1 WHERE Email = $1", Import));
        }
        else if (where == "by the hub")
        {
            await _world.Site.Database.Writer.Write(session => session.Execute("INSERT INTO hub_user (issuer, subject, email) VALUES ($1, 'sub-import', $2)", _world.Hub.Url.AbsoluteUri, Import));
            await Apply(LinkEventTypes.UserDisabled, new UserStanding(null, "sub-import", _world.Site.Time.GetUtcNow()).WriteTo);
        }
    }

    private Task<ApplyOutcome> Routed(string? user, string document = """{"title":"t"}""") =>
        Apply(LinkEventTypes.DocumentRouted, new RoutedDocument("Note", "title", user, Encoding.UTF8.GetBytes(document)).WriteTo);

    /// <summary>As one that was taken in before.</summary>
    private Task Kept()
    {
        var data = new ArrayBufferWriter<byte>();
        new RoutedDocument("Note", "title", Import, """{"title":"t"}"""u8.ToArray()).WriteTo(data);
        return _world.Site.Database.Writer.Write(session =>
        {
            _world.Site.Service<SiteHub.Operations.Receiving.Receipts>().Keep(session, "", "(the hub)", "evt_kept", "application/json", "{}", data.WrittenMemory);
        });
    }

    private async Task<ApplyOutcome> Apply(string type, Action<IBufferWriter<byte>> write)
    {
        var data = new ArrayBufferWriter<byte>();
        write(data);
        var seq = ++_seq;
        return await _world.Site.Database.Writer.Write(_world.Site.Service<ILinkApplier>().Prepare("acme", new Epoch(1, "e"), new LinkEvent(seq, $"evt_{seq}", type, _world.Site.Time.GetUtcNow(), data.WrittenMemory)));
    }

    private async Task<string> Settled(string state)
    {
        await Eventually.True(() => _world.Site.Database.Read(session => session.Text("SELECT state FROM receipt ORDER BY id DESC LIMIT 1")) == state);
        var shown = (await _world.Site.Get($"/api/v1/receipts?state={state}")).ShouldBe(200).Json["receipts"]![0]!;
        return (string?)shown["reason"] ?? "";
    }

    private List<(string Owner, string ModifiedBy)> Notes() => _world.Site.Database.Read(static session => session.Many(
        "SELECT owner, modified_by FROM document WHERE doc_type = 'Note' AND deleted = 0", static row => (row.Text(0), row.Text(1))));
}
