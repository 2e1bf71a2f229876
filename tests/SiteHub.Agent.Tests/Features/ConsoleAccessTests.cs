using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using SiteHub.Agent.Tests.SignIn;

namespace SiteHub.Agent.Tests.Features;

/// <summary>A site's console is its System Managers', and nobody else's.</summary>
public sealed partial class ConsoleAccessTests
{
    [Fact]
    public async Task Every_page_of_the_console_opens_to_a_system_manager_alone()
    {
        await using var world = await Joined.Started();
        var routes = world.Site.Service<IEnumerable<EndpointDataSource>>().SelectMany(static s => s.Endpoints).OfType<RouteEndpoint>()
            .Select(static e => "/" + e.RoutePattern.RawText!.Trim('/')).Where(static r => r.StartsWith("/admin", StringComparison.Ordinal)).Distinct()
            .Select(static r => Parameter().Replace(r, static m => m.Value.Contains("long", StringComparison.Ordinal) ? "4711" : m.Value.Contains("**", StringComparison.Ordinal) ? "" : "none")).ToList();
        routes.Count.ShouldBeGreaterThan(15);

        world.Hub.Person = new Person("sub-manager", "manager@example.com", "System Manager");
        using var manager = await world.SignedIn();
        world.Hub.Person = new Person("sub-employee", "employee@example.com", "Reader");
        using var employee = await world.SignedIn();
        world.Hub.Person = new Person("sub-contact", "contact@example.com");
        using var contact = await world.SignedIn();
        foreach (var path in routes)
        {
            // The stream of what happens does not end.
            if (path != "/admin/live/stream")
            {
                (await manager.Open(path)).Last.StatusCode.ShouldBeOneOf([HttpStatusCode.OK, HttpStatusCode.NotFound], path);
            }

            (await employee.Open(path)).Last.StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
            (await contact.Open(path)).Last.StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
        }
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
