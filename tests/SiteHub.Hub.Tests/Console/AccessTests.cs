using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using SiteHub.Hub.Customers;
using SiteHub.Hub.People;
using SiteHub.Hub.Tests.SignIn;

namespace SiteHub.Hub.Tests.Console;

/// <summary>Who may see and do what in the console: one table.</summary>
public sealed partial class AccessTests
{
    private const string Password = "correct horse battery";

    private enum Asks
    {
        /// <summary>Administrators, operators and auditors.</summary>
        See,

        /// <summary>Administrators and operators.</summary>
        Mend,

        Administer,
    }

    /// <summary>Every page and stream of the console, and what its forms ask for; null: it has none.</summary>
    private static readonly Dictionary<string, (Asks Look, Asks? Change)> Table = new(StringComparer.Ordinal)
    {
        ["/admin"] = (Asks.See, null),
        ["/admin/series"] = (Asks.See, null),
        ["/admin/live"] = (Asks.See, null),
        ["/admin/live/stream"] = (Asks.See, null),
        ["/admin/links"] = (Asks.See, null),
        ["/admin/links/{link}"] = (Asks.See, Asks.Mend),
        ["/admin/links/{link}/rejected/{id:long}"] = (Asks.See, Asks.Mend),
        ["/admin/webhooks"] = (Asks.See, null),
        ["/admin/webhooks/new"] = (Asks.Mend, Asks.Mend),
        ["/admin/webhooks/import"] = (Asks.Mend, Asks.Mend),
        ["/admin/webhooks/{id}"] = (Asks.See, Asks.Mend),
        ["/admin/webhooks/{id}/edit"] = (Asks.Mend, Asks.Mend),
        ["/admin/deliveries"] = (Asks.See, Asks.Mend),
        ["/admin/deliveries/{id}"] = (Asks.See, Asks.Mend),
        ["/admin/replays"] = (Asks.See, Asks.Mend),
        ["/admin/inbound"] = (Asks.See, Asks.Mend),
        ["/admin/inbound/new"] = (Asks.Mend, Asks.Mend),
        ["/admin/inbound/{id:long}"] = (Asks.See, Asks.Mend),
        ["/admin/inbound/receivers/{id}"] = (Asks.See, Asks.Mend),
        ["/admin/sites"] = (Asks.See, Asks.Mend),
        ["/admin/sites/{site}"] = (Asks.See, Asks.Mend),
        ["/admin/customers"] = (Asks.See, Asks.Mend),
        ["/admin/customers/{id}"] = (Asks.See, Asks.Mend),
        ["/admin/requests"] = (Asks.See, null),
        ["/admin/requests/{id}"] = (Asks.See, Asks.Mend),
        ["/admin/parked"] = (Asks.See, Asks.Mend),
        ["/admin/safety"] = (Asks.Administer, null),
        ["/admin/people"] = (Asks.See, Asks.Administer),
        ["/admin/people/{id}"] = (Asks.See, Asks.Administer),
        ["/admin/clients"] = (Asks.See, Asks.Mend),
        ["/admin/upstreams"] = (Asks.See, null),
        ["/admin/audit"] = (Asks.See, null),
        ["/admin/settings"] = (Asks.See, Asks.Administer),
        ["/admin/jobs/{**path}"] = (Asks.Administer, Asks.Administer),
    };

    private static readonly (string Who, Asks? Most)[] Callers = [("administrator", Asks.Administer), ("operator", Asks.Mend), ("auditor", Asks.See), ("employee", null), ("member", null)];

    [Fact]
    public async Task Each_page_and_API_opens_to_those_of_the_table_and_to_nobody_else()
    {
        await using var hub = new HubFixture();
        foreach (var (who, _) in Callers)
        {
            IReadOnlyList<string> roles = who is "employee" or "member" ? [] : [who];
            hub.People.Add(new SeedPerson($"{who}@example.com", who, Password, roles, who == "employee" ? new Dictionary<string, IReadOnlyList<string>> { ["acme"] = ["System Manager"] } : new Dictionary<string, IReadOnlyList<string>>()));
        }

        hub.Customers.Add(new SeedCustomer("Riverside", [("acme", "CUST-1")], [("member@example.com", "administrator")]));
        await hub.Start();
        var routes = hub.Service<IEnumerable<EndpointDataSource>>().SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>().Select(static e => "/" + e.RoutePattern.RawText!.Trim('/')).Distinct().ToList();
        routes.Where(static r => r.StartsWith("/admin", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ShouldBe(Table.Keys.Order(StringComparer.Ordinal), "a page more, or less, must be meant: write it into the table");

        var wrong = new List<string>();
        foreach (var (who, most) in Callers)
        {
            using var browser = new Browser(hub);
            (await browser.SignIn($"{who}@example.com", Password)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
            var token = Browser.Token(await browser.Page("/account"));
            foreach (var (route, (look, change)) in Table)
            {
                var path = Parameter().Replace(route, static m => m.Value.Contains("long", StringComparison.Ordinal) ? "4711" : m.Value.Contains("**", StringComparison.Ordinal) ? "" : "none");
                // The stream of what happens does not end.
                if (path != "/admin/live/stream" || most < look || most is null)
                {
                    using var seen = await browser.Get(path);
                    Judge(wrong, $"{who} GET {path}", seen.StatusCode, most >= look);
                }

                if (change is { } asks)
                {
                    using var sent = await browser.Post(path, token);
                    Judge(wrong, $"{who} POST {path}", sent.StatusCode, most >= asks);
                }
            }

            // A session is nothing to a program's interface.
            foreach (var route in routes.Where(static r => r.StartsWith("/api/v1/", StringComparison.Ordinal) && !r.Contains("{name}", StringComparison.Ordinal)))
            {
                using var answer = await browser.Get(Parameter().Replace(route, "4711"));
                if (answer.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotFound))
                {
                    wrong.Add($"{who} GET {route}: {(int)answer.StatusCode}");
                }
            }
        }

        using var stranger = new Browser(hub);
        foreach (var route in Table.Keys)
        {
            var path = Parameter().Replace(route, static m => m.Value.Contains("long", StringComparison.Ordinal) ? "4711" : m.Value.Contains("**", StringComparison.Ordinal) ? "" : "none");
            using var seen = await stranger.Get(path);
            if (seen.Headers.Location?.ToString().Contains("/signin", StringComparison.Ordinal) is not true)
            {
                wrong.Add($"stranger GET {path}: {(int)seen.StatusCode}");
            }
        }

        wrong.ShouldBeEmpty();
    }

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

    private static void Judge(List<string> wrong, string what, HttpStatusCode status, bool may)
    {
        if (may == status is HttpStatusCode.Forbidden || (may && (int)status >= 500))
        {
            wrong.Add($"{what}: {(int)status}");
        }
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
