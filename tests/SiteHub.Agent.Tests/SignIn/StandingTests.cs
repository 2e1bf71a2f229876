using System.Buffers;
using System.Net;
using SiteHub.Delivery.Links;
using SiteHub.Protocol.Links;
using SiteHub.Protocol.People;

namespace SiteHub.Agent.Tests.SignIn;

public sealed class StandingTests
{
    [Fact]
    public async Task Whom_the_hub_disables_loses_sessions_tokens_and_keys_at_once_and_comes_in_again_when_enabled()
    {
        await using var world = await Joined.Storing();
        world.Hub.Person = new Person("sub-reader", "reader@example.com");
        using var browser = await world.SignedIn();
        var now = world.Site.Time.GetUtcNow();

        (await Standing(world, LinkEventTypes.UserDisabled, now)).ShouldBe(ApplyOutcome.Applied);

        (world.Count("hub_session"), world.Count("session_token")).ShouldBe((0, 0));
        (await browser.Open("/")).ShouldBe(HttpStatusCode.Forbidden);
        browser.Page.ShouldContain("disabled");
        (await world.Site.Get("/api/resource/Note", SiteFixture.Reader)).ShouldBe(401);
        await world.Site.Restart();
        (await world.Site.Get("/api/resource/Note", SiteFixture.Reader)).ShouldBe(401);

        (await Standing(world, LinkEventTypes.UserEnabled, now.AddMinutes(-1))).ShouldBe(ApplyOutcome.Known);
        (await Standing(world, LinkEventTypes.UserEnabled, now.AddMinutes(1))).ShouldBe(ApplyOutcome.Applied);

        (await browser.Open("/")).ShouldBe(HttpStatusCode.OK);
        (await world.Site.Get("/api/resource/Note", SiteFixture.Reader)).ShouldBe(200);
    }

    [Fact]
    public async Task Who_was_disabled_before_they_ever_came_stays_out()
    {
        await using var world = await Joined.Started();
        world.Hub.Person = new Person("sub-reader", "reader@example.com");
        await Standing(world, LinkEventTypes.UserDisabled, world.Site.Time.GetUtcNow());
        using var browser = world.Browser();

        (await browser.Open("/")).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Another_issuers_people_are_none_of_the_hubs()
    {
        await using var world = await Joined.Started();
        (await Standing(world, LinkEventTypes.UserDisabled, world.Site.Time.GetUtcNow(), "https://other.example/")).ShouldBeOfType<ApplyOutcome.Refused>().Reason.ShouldContain("other.example");
    }

    [Fact]
    public async Task Roles_that_the_hub_takes_or_gives_count_in_open_sessions_at_once_and_what_is_older_changes_nothing()
    {
        await using var world = await Joined.Started();
        world.Hub.Person = new Person("sub-ann", "ann@example.com", "Reader", "System Manager");
        using var browser = await world.SignedIn();
        (await browser.Open("/admin")).ShouldBe(HttpStatusCode.OK);
        var now = world.Site.Time.GetUtcNow();

        (await Tell(world, "sub-ann", now.AddSeconds(1), "Reader")).ShouldBe(ApplyOutcome.Applied);
        (await browser.Open("/admin")).ShouldBe(HttpStatusCode.Forbidden);
        world.One("SELECT Kind || ' ' || Roles FROM site_user WHERE Email = 'ann@example.com'", static row => row.Text(0)).ShouldBe("Contact [\"Reader\"]");

        (await Tell(world, "sub-ann", now, "Reader", "System Manager")).ShouldBe(ApplyOutcome.Known, "it was said before");
        (await browser.Open("/admin")).ShouldBe(HttpStatusCode.Forbidden);
        (await Tell(world, "sub-ann", now.AddSeconds(2), "System Manager", "A role of another site")).ShouldBe(ApplyOutcome.Applied);
        (await browser.Open("/admin")).ShouldBe(HttpStatusCode.OK);
        (await Tell(world, "sub-nobody", now.AddSeconds(3), "System Manager")).ShouldBe(ApplyOutcome.Known, "they have not been here");
        world.Count("hub_user").ShouldBe(1);
    }

    [Fact]
    public async Task Whom_the_file_rules_keeps_the_roles_of_the_file_and_a_key_has_the_roles_of_its_user()
    {
        await using var world = await Joined.Started();
        world.Hub.Person = new Person("sub-reader", "reader@example.com", "Reader");
        using var browser = await world.SignedIn();
        var before = world.One("SELECT Kind || Roles FROM site_user WHERE Email = 'reader@example.com'", static row => row.Text(0));

        await Tell(world, "sub-reader", world.Site.Time.GetUtcNow().AddSeconds(1), "System Manager");

        world.One("SELECT Kind || Roles FROM site_user WHERE Email = 'reader@example.com'", static row => row.Text(0)).ShouldBe(before);
        (await browser.Open("/admin")).ShouldBe(HttpStatusCode.Forbidden);

        // Whoever came through the hub alone may have a key too.
        await world.Site.Database.Writer.Write(static db => db.Execute("UPDATE site_user SET Origin = 'Local' WHERE Email = 'reader@example.com'"));
        (await world.Site.Get("/api/resource/Note", SiteFixture.Reader)).ShouldBe(200);
        await Tell(world, "sub-reader", world.Site.Time.GetUtcNow().AddSeconds(2));
        (await world.Site.Get("/api/resource/Note", SiteFixture.Reader)).ShouldBe(403);
    }

    private static async Task<ApplyOutcome> Tell(Joined world, string subject, DateTimeOffset at, params string[] roles)
    {
        var data = new ArrayBufferWriter<byte>();
        new PersonAtSite(null, subject, null, roles, at).WriteTo(data);
        var apply = world.Site.Service<ILinkApplier>().Prepare("acme", Epoch.None, new LinkEvent(1, "evt_1", LinkEventTypes.UserRoles, at, data.WrittenMemory.ToArray()));
        return await world.Site.Database.Writer.Write(apply);
    }

    private static async Task<ApplyOutcome> Standing(Joined world, string type, DateTimeOffset at, string? issuer = null)
    {
        var data = new ArrayBufferWriter<byte>();
        new UserStanding(issuer, "sub-reader", at).WriteTo(data);
        var apply = world.Site.Service<ILinkApplier>().Prepare("acme", Epoch.None, new LinkEvent(1, "evt_1", type, at, data.WrittenMemory.ToArray()));
        return await world.Site.Database.Writer.Write(apply);
    }
}
