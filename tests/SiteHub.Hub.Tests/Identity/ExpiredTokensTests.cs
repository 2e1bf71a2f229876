using SiteHub.Hub.Identity;

namespace SiteHub.Hub.Tests.Identity;

public sealed class ExpiredTokensTests
{
    [Fact]
    public async Task Rows_of_expired_tokens_are_deleted_and_living_ones_stay()
    {
        await using var hub = await HubFixture.Started();
        await hub.Token("reader");
        await hub.Token("operations");
        hub.Time.Advance(TimeSpan.FromMinutes(6));
        var living = await hub.Token("reader");

        await hub.Service<ExpiredTokens>().Sweep(TestContext.Current.CancellationToken);

        hub.Database.Read(session => session.Long("SELECT count(*) FROM OpenIddictTokens")).ShouldBe(1);
        using var response = await hub.Get("/api/v1/sites", living);
        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
    }
}
