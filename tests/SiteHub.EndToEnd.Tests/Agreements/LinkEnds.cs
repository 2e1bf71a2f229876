using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.Agreements;

/// <summary>The two ends of a link, each as its own side has stored it.</summary>
/// <param name="SiteSends">the site's log: history, last entry</param>
/// <param name="HubHas">what the hub has applied of it</param>
/// <param name="HubSends">the hub's log</param>
/// <param name="SiteHas">what the site has applied of it</param>
/// <param name="Resyncs">publications that the site is still to tell from the start</param>
internal sealed record LinkEnds(LinkEnds.End SiteSends, LinkEnds.End HubHas, LinkEnds.End HubSends, LinkEnds.End SiteHas, long Resyncs)
{
    public static LinkEnds Of(World world, string slug)
    {
        var site = new DatabaseFile(world.Site(slug).DatabaseFile);
        var hub = new DatabaseFile(world.Hub.DatabaseFile);
        return new LinkEnds(Out(site, slug), In(hub, slug), Out(hub, slug), In(site, slug), site.Long("SELECT count(*) FROM resync"));
    }

    /// <summary>Waits until all that was sent either way is applied.</summary>
    public static Task MeetAsync(World world, string slug, double seconds = 60) => Until.Holds(() => Of(world, slug).ShouldMeet(), seconds);

    public void ShouldMeet()
    {
        HubHas.ShouldBe(SiteSends, "the hub's checkpoint and the site's log");
        SiteHas.ShouldBe(HubSends, "the site's checkpoint and the hub's log");
        Resyncs.ShouldBe(0, "publications still to be told");
    }

    private static End Out(DatabaseFile file, string slug) => Read(file, "out_epoch, out_epoch_id, out_seq, out_id", slug);

    private static End In(DatabaseFile file, string slug) => Read(file, "in_epoch, in_epoch_id, in_seq, in_id", slug);

    private static End Read(DatabaseFile file, string columns, string slug) => file.One(
        $"SELECT {columns} FROM link WHERE name = $name", row => new End(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.TextOrNull(3)), ("$name", slug));

    internal sealed record End(long Epoch, string EpochId, long Seq, string? Id);
}
