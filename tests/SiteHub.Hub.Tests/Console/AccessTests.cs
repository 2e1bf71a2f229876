using System.Net;
using SiteHub.Hub.People;
using SiteHub.Hub.Tests.SignIn;

namespace SiteHub.Hub.Tests.Console;

/// <summary>Rights at the console count at every request. Who may see and do what stands in <see cref="Access.AccessTable"/>.</summary>
public sealed class AccessTests
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task A_role_that_is_taken_away_closes_the_console_at_the_next_request()
    {
        await using var hub = new HubFixture();
        hub.People.Add(new SeedPerson("a@example.com", "A", Password, [HubRoles.Administrator], new Dictionary<string, IReadOnlyList<string>>()));
        hub.People.Add(new SeedPerson("o@example.com", "O", Password, [HubRoles.Operator], new Dictionary<string, IReadOnlyList<string>>()));
        await hub.Start();
        using var administrator = new Browser(hub);
        await administrator.SignIn("a@example.com", Password);
        using var loser = new Browser(hub);
        await loser.SignIn("o@example.com", Password);
        (await loser.Get("/admin")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var id = hub.Database.Read(static s => s.Text("SELECT Id FROM person WHERE Email = 'o@example.com'"));

        (await administrator.Submit($"/admin/people/{id}?handler=Roles", $"/admin/people/{id}", ("siteRoles", ""))).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        (await loser.Get("/admin")).StatusCode.ShouldNotBe(HttpStatusCode.OK);
    }
}
