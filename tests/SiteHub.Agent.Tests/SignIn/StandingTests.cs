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

        (await Tell(world, LinkEventTypes.UserDisabled, now)).ShouldBe(ApplyOutcome.Applied);

        (world.Count("hub_session"), world.Count("session_token")).ShouldBe((0, 0));
        (await browser.Open("/")).ShouldBe(HttpStatusCode.Forbidden);
        browser.Page.ShouldContain("disabled");
        (await world.Site.Get("/api/resource/Note", SiteFixture.Reader)).ShouldBe(401);
        await world.Site.Restart();
        (await world.Site.Get("/api/resource/Note", SiteFixture.Reader)).ShouldBe(401);

        (await Tell(world, LinkEventTypes.UserEnabled, now.AddMinutes(-1))).ShouldBe(ApplyOutcome.Known);
        (await Tell(world, LinkEventTypes.UserEnabled, now.AddMinutes(1))).ShouldBe(ApplyOutcome.Applied);

        (await browser.Open("/")).ShouldBe(HttpStatusCode.OK);
        (await world.Site.Get("/api/resource/Note", SiteFixture.Reader)).ShouldBe(200);
    }

    [Fact]
    public async Task Who_was_disabled_before_they_ever_came_stays_out()
    {
        await using var world = await Joined.Started();
        world.Hub.Person = new Person("sub-reader", "reader@example.com");
        await Tell(world, LinkEventTypes.UserDisabled, world.Site.Time.GetUtcNow());
        using var browser = world.Browser();

        (await browser.Open("/")).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Another_issuers_people_are_none_of_the_hubs()
    {
        await using var world = await Joined.Started();
        (await Tell(world, LinkEventTypes.UserDisabled, world.Site.Time.GetUtcNow(), "https://other.example/")).ShouldBeOfType<ApplyOutcome.Refused>().Reason.ShouldContain("other.example");
    }

    private static async Task<ApplyOutcome> Tell(Joined world, string type, DateTimeOffset at, string? issuer = null)
    {
        var data = new ArrayBufferWriter<byte>();
        new UserStanding(issuer, "sub-reader", at).WriteTo(data);
        var apply = world.Site.Service<ILinkApplier>().Prepare("acme", Epoch.None, new LinkEvent(1, "evt_1", type, at, data.WrittenMemory.ToArray()));
        return await world.Site.Database.Writer.Write(apply);
    }
}
