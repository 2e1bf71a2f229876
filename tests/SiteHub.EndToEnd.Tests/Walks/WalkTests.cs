using System.Net;
using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.Walks;

/// <summary>The README's five minutes, over plain HTTP.</summary>
public sealed class WalkTests(TwoSites sites) : IClassFixture<TwoSites>
{
    private World World => sites.World;

    [Fact]
    public async Task A_quotation_is_saved_submitted_cancelled_and_deleted_and_the_hub_follows()
    {
        var acme = World.At("acme");
        var name = await World.InsertQuotationAsync("acme", docStatus: 0);
        (await World.Api.DocumentAsync("acme", Quotations.DocType, name)).Status.ShouldBe(HttpStatusCode.NotFound);

        (await acme.SubmitAsync(Quotations.DocType, name)).ShouldSucceed();
        await ShouldBecomeAsync(name, HttpStatusCode.OK, 1);

        (await acme.CancelAsync(Quotations.DocType, name)).ShouldSucceed();
        await ShouldBecomeAsync(name, HttpStatusCode.OK, 2);

        (await acme.DeleteAsync(Quotations.DocType, name)).ShouldSucceed();
        await Until.Holds(async () => (await World.Api.DocumentAsync("acme", Quotations.DocType, name)).Status.ShouldBe(HttpStatusCode.Gone));
        var timeline = await World.Api.TimelineAsync("acme", Quotations.DocType, name);
        timeline.Select(entry => (string)entry!["kind"]!).ShouldBe(["changed", "changed", "deleted"]);
    }

    private Task ShouldBecomeAsync(string name, HttpStatusCode status, int docStatus) => Until.Holds(async () =>
    {
        var (found, body) = await World.Api.DocumentAsync("acme", Quotations.DocType, name);
        found.ShouldBe(status);
        ((int)body["docStatus"]!).ShouldBe(docStatus);
    });
}
