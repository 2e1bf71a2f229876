using System.Net;
using System.Net.Http.Json;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Tests.Access;
using SiteHub.Hub.Tests.Customers;

namespace SiteHub.Hub.Tests.Enrolment;

/// <summary>A site is removed with everything that the hub has of it, and one that is not enrolled is no company of anybody's.</summary>
public sealed class SiteRemovalTests
{
    /// <summary>What was done is remembered, and without the site an operator must not see more than with it.</summary>
    private static readonly string[] Kept = ["audit", "person_bound"];

    /// <summary>A site's row is its own: there is one already, and of a program's client none is a site's.</summary>
    private static readonly string[] NotPlanted = ["site"];

    [Fact]
    public async Task Nothing_is_left_of_a_site_that_is_removed_and_the_other_loses_nothing()
    {
        await using var world = new TwoSites();
        await world.InitializeAsync();
        var hub = world.Hub;
        var admin = await hub.Token("operations", "hub.admin");
        (await Remove(hub, "globex", admin)).ShouldBe(HttpStatusCode.Conflict, "the configuration names it");
        await Plant(hub, "globex");
        var before = Rows(hub, "globex");
        Tables(hub).Select(static table => table.Key).Where(table => !before.ContainsKey(table)).ShouldBeEmpty("of a table that is empty nobody sees whether it is emptied");
        var here = Rows(hub, "acme");
        hub.Sites.RemoveAll(static site => site.Slug == "globex");
        await hub.Restart();
        Rows(hub, "globex").Keys.ShouldContain("document", "a site that is taken from the file keeps what it had");
        here = Rows(hub, "acme");

        (await Remove(hub, "globex", await hub.Token("operations", "hub.admin"))).ShouldBe(HttpStatusCode.NoContent);

        Rows(hub, "globex").Keys.Except(Kept).ShouldBeEmpty();
        foreach (var (table, count) in here)
        {
            Rows(hub, "acme").GetValueOrDefault(table).ShouldBeGreaterThanOrEqualTo(count, table);
        }

        foreach (var (table, whose) in new[] { ("document_revision", "document_id NOT IN (SELECT id FROM document)"), ("action_state", "request NOT IN (SELECT id FROM action_request)"), ("delivery", "event NOT IN (SELECT number FROM webhook_event)"), ("log_entry", "key >> 40 NOT IN (SELECT log FROM link UNION SELECT log FROM dropped_log)") })
        {
            hub.Database.Read(session => session.Long($"SELECT count(*) FROM {table} WHERE {whose}")).ShouldBe(0, table);
        }

        (await Remove(hub, "globex", await hub.Token("operations", "hub.admin"))).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_a_crash_left_is_removed_by_the_clock_and_the_name_can_be_given_again()
    {
        await using var hub = new HubFixture();
        await hub.Start();
        var admin = await hub.Token("operations", "hub.admin");
        (await Make(hub, "initech", admin)).ShouldBe(HttpStatusCode.Created);
        await hub.Database.Writer.Write(session => session.Execute("UPDATE site SET origin = 'leaving', removed = $1 WHERE slug = 'initech'", hub.Time.GetUtcNow()));
        (await Make(hub, "initech", admin)).ShouldBe(HttpStatusCode.Conflict, "it is still being removed");

        await hub.Service<Features.Sites.SiteRemoval>().GoOn(TestContext.Current.CancellationToken);

        (await Make(hub, "initech", admin)).ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("known")]
    [InlineData("enrolled and revoked")]
    [InlineData("removed")]
    public async Task A_site_that_is_not_enrolled_stands_under_nobodys_companies(string how)
    {
        await using var portal = await PortalFixture.Started();
        var hub = portal.Hub;
        var admin = await hub.Token("operations", "hub.admin");
        var code = await Code(hub, "initech", admin);
        var rita = await portal.Browser(PortalFixture.Rita);
        (await rita.Page("/companies")).ShouldNotContain("initech", Case.Sensitive, "only known");
        if (how != "known")
        {
            using var enrolled = await hub.Http.PostAsJsonAsync("/sitehub/v1/enrolment", new Protocol.Enrolment.EnrolmentRequest(code, new TestKey().Public), TestContext.Current.CancellationToken);
            enrolled.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await rita.Page("/companies")).ShouldContain("initech");
            using var ended = await hub.Send(how == "removed" ? HttpMethod.Delete : HttpMethod.Post, "/api/v1/sites/initech" + (how == "removed" ? "" : "/revoke"), admin);
            ended.IsSuccessStatusCode.ShouldBeTrue();
        }

        (await rita.Page("/companies")).ShouldNotContain("initech");
        (await rita.Page("/companies")).ShouldContain("ACME");
    }

    private static async Task<HttpStatusCode> Remove(HubFixture hub, string site, string token)
    {
        using var answer = await hub.Send(HttpMethod.Delete, $"/api/v1/sites/{site}", token);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> Make(HubFixture hub, string site, string token)
    {
        using var answer = await hub.Send(HttpMethod.Post, "/api/v1/sites", token, JsonContent.Create(new { slug = site, url = "http://127.0.0.1:1" }));
        return answer.StatusCode;
    }

    private static async Task<string> Code(HubFixture hub, string site, string token)
    {
        using var answer = await hub.Send(HttpMethod.Post, "/api/v1/sites", token, JsonContent.Create(new { slug = site, url = "http://127.0.0.1:1" }));
        return (string)(await answer.Content.ReadFromJsonAsync<System.Text.Json.Nodes.JsonNode>())!["code"]!;
    }

    private static List<IGrouping<string, (string Table, string Column)>> Tables(HubFixture hub) => [.. hub.Database.Read(static session => session
        .Many("SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND lower(c.name) IN ('site', 'link', 'slug', 'client_id', 'clientid', 'about') OR (m.name = 'link' AND m.type = 'table' AND c.name = 'name')", static row => (Table: row.Text(0), Column: row.Text(1))))
        .GroupBy(static found => found.Table)];

    /// <summary>A row about the site in each table that has none, by what the schema asks for.</summary>
    private static async Task Plant(HubFixture hub, string site)
    {
        var empty = Tables(hub).ExceptBy(Rows(hub, site).Keys.Concat(NotPlanted), static table => table.Key).ToList();
        await hub.Database.Writer.Write(session =>
        {
            foreach (var table in empty)
            {
                var columns = session.Many($"SELECT name, type, \"notnull\" <> 0 OR pk > 0 FROM pragma_table_info('{table.Key}')", static row => (Name: row.Text(0), Type: row.Text(1).ToUpperInvariant(), IsNeeded: row.Long(2) == 1))
                    .Where(column => column.IsNeeded || table.Any(found => found.Column == column.Name)).ToList();
                var values = columns.Select(column => !table.Any(found => found.Column == column.Name) ? column.Type switch { "INTEGER" => "4711", "BLOB" => "x'00'", _ => $"'planted in {table.Key}'" }
                    : column.Name.StartsWith("client", StringComparison.OrdinalIgnoreCase) ? $"'site-{site}'" : $"'{site}'");
                session.Execute($"INSERT INTO \"{table.Key}\" ({string.Join(", ", columns.Select(static column => $"\"{column.Name}\""))}) VALUES ({string.Join(", ", values)})");
            }

            return 0;
        });
    }

    /// <summary>In whatever table has a column for a site, a link or a site's client: one that is added later is looked at by itself.</summary>
    private static Dictionary<string, long> Rows(HubFixture hub, string site) => hub.Database.Read(session => Tables(hub)
        .Select(table => (table.Key, Count: table.Sum(found => session.Long($"SELECT count(*) FROM \"{table.Key}\" WHERE \"{found.Column}\" IN ($1, 'site-' || $1)", site) ?? 0)))
        .Where(static found => found.Count > 0).ToDictionary(static found => found.Key, static found => found.Count));
}
