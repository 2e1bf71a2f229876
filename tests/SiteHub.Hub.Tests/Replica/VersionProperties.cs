using CsCheck;
using SiteHub.Delivery.Links;
using SiteHub.Protocol.Documents;

namespace SiteHub.Hub.Tests.Replica;

public sealed class VersionProperties
{
    private enum Kind
    {
        Changed,
        Deleted,
        Withdrawn,
        Told,
    }

    private sealed record News(Kind Kind, long Epoch, long Revision, long PublicationVersion, int Content);

    private static readonly Gen<News> AnyNews =
        from kind in Gen.Enum<Kind>()
        from epoch in Gen.Long[1, 3]
        from revision in Gen.Long[1, 4]
        from version in Gen.Long[0, 2]
        from content in Gen.Int[0, 2]
        select new News(kind, epoch, revision, version, content);

    /// <summary>A plain model of the order of versions, beside which the statements must do the same for any news in any order.</summary>
    [Fact]
    public async Task For_any_news_in_any_order_the_replica_holds_what_the_order_of_versions_says()
    {
        await using var hub = await HubFixture.Started();
        var document = 0;
        await AnyNews.Array[1, 12].SampleAsync(
            async news =>
            {
                var site = new SiteLog(hub);
                var name = $"D{Interlocked.Increment(ref document)}";
                (string State, (long, long, long) Version, int Content)? model = null;
                foreach (var one in news)
                {
                    site.Epoch = one.Epoch;
                    var version = (one.Epoch, one.Revision, one.PublicationVersion);
                    var newer = model is null || version.CompareTo(model.Value.Version) > 0;
                    var heals = one.Kind == Kind.Told && model is not null && version == model.Value.Version && (model.Value.State != "live" || model.Value.Content != one.Content);
                    var outcome = await Apply(site, name, one);
                    outcome.ShouldBe(newer || heals ? ApplyOutcome.Applied : ApplyOutcome.Known, one.ToString());
                    if (newer || heals)
                    {
                        model = (one.Kind switch { Kind.Deleted => "deleted", Kind.Withdrawn => "withdrawn", _ => "live" }, version, one.Content);
                    }
                }

                var held = site.Held(name)!.Value;
                held.State.ShouldBe(model!.Value.State);
                held.Revision.ShouldBe(model.Value.Version.Item2);
                if (held.State == "live")
                {
                    hub.Database.Read(session => session.Text("SELECT hash FROM document WHERE name = $1", name)).ShouldBe(SiteLog.Document(name, 1, Body(model.Value.Content)).Hash);
                }
            },
            iter: 200,
            threads: 1);
    }

    private static Task<ApplyOutcome> Apply(SiteLog site, string name, News news)
    {
        var document = SiteLog.Document(name, news.Revision, Body(news.Content), news.PublicationVersion);
        var removal = SiteLog.Removal(name, news.Revision) with { PublicationVersion = news.PublicationVersion };
        return news.Kind switch
        {
            Kind.Changed => site.Changed(document),
            Kind.Told => site.Told("s", document),
            Kind.Deleted => site.Apply("document.deleted", removal.WriteTo),
            _ => site.Apply("document.withdrawn", removal.WriteTo),
        };
    }

    private static string Body(int content) => $$"""{"content":{{content}}}""";
}
