using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SiteHub.Hub.Mail;
using SiteHub.Operations.Alerts;

namespace SiteHub.Hub.Tests.Access;

/// <summary>How the bounds of an operator or auditor are given and taken, and that they count at once.</summary>
public sealed class BoundsGivenTests : IAsyncLifetime
{
    private readonly TwoSites _sites = new();

    public ValueTask InitializeAsync() => _sites.InitializeAsync();

    public ValueTask DisposeAsync() => _sites.DisposeAsync();

    [Fact]
    public async Task They_count_from_the_next_request_on_and_end_what_is_open()
    {
        var browser = _sites.Browser(Who.Operator);
        (await browser.Page("/admin/links")).ShouldContain("globex");
        await using var stream = await browser.Stream("/admin/live/stream");
        (await stream.Next()).ShouldBe("ready");
        var id = _sites.PersonOf(Who.Operator);

        using (var saved = await _sites.Browser(Who.Administrator).Submit($"/admin/people/{id}?handler=Roles", $"/admin/people/{id}", ("hubRoles", "operator"), ("siteRoles", ""), ("sites", "acme")))
        {
            saved.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        }

        (await stream.Next()).ShouldBe("", "the stream was opened by somebody who saw everything");
        (await browser.Page("/admin/links")).ShouldNotContain("globex");
        using (var closed = await browser.Get("/admin/audit"))
        {
            closed.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }

        (await _sites.Browser(Who.Administrator).Page($"/admin/people/{id}")).ShouldContain("""name="sites" value="acme" checked""");
        using (var freed = await _sites.Browser(Who.Administrator).Submit($"/admin/people/{id}?handler=Roles", $"/admin/people/{id}", ("hubRoles", "operator"), ("siteRoles", ""), ("reach", "all")))
        {
            freed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        }

        (await browser.Page("/admin/links")).ShouldContain("globex");
    }

    [Fact]
    public async Task A_program_that_says_nothing_of_them_leaves_them()
    {
        var id = _sites.PersonOf(Who.OperatorHere);
        (await Put(id, new { hubRoles = new[] { "operator", "auditor" } })).ShouldBe(HttpStatusCode.NoContent);
        (await Bounds("operatorhere@example.com")).ShouldBe(["acme"]);
        (await Put(id, new { hubRoles = new[] { "operator" }, sites = new[] { "acme", "globex" } })).ShouldBe(HttpStatusCode.NoContent);
        (await Bounds("operatorhere@example.com")).ShouldBe(["acme", "globex"]);
        (await Put(id, new { hubRoles = new[] { "operator" }, sites = Array.Empty<string>() })).ShouldBe(HttpStatusCode.NoContent);
        (await Bounds("operatorhere@example.com")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_form_takes_them_only_by_saying_so()
    {
        var id = _sites.PersonOf(Who.OperatorHere);
        var browser = _sites.Browser(Who.Administrator);
        await Saves(["acme"]);
        await Saves(["acme"], ("reach", "chosen"));
        (await browser.Page($"/admin/people/{id}")).ShouldContain("Choose all sites, or at least one of them");

        await _sites.Hub.Database.Writer.Write(static db => db.Execute("UPDATE person_bound SET Site = 'gone' WHERE Site = 'acme'"));
        (await browser.Page($"/admin/people/{id}")).ShouldContain("""name="sites" value="gone" checked""");
        await Saves(["acme", "gone"], ("reach", "chosen"), ("sites", "gone"), ("sites", "acme"));
        await Saves(["gone"], ("reach", "chosen"), ("sites", "gone"));
        await Saves(["gone"], ("reach", "chosen"), ("sites", "nowhere"));
        await Saves(["gone"], ("reach", "all"), ("sites", "gone"));
        await Saves([], ("reach", "all"));
        await Saves([], ("reach", "chosen"), ("sites", "gone"));

        using var invited = await browser.Submit("/admin/people", "/admin/people", ("email", "newcomer@example.com"), ("hubRoles", "operator"));
        (await browser.Page("/admin/people")).ShouldContain("Choose all sites, or at least one of them");
        _sites.Text("SELECT CAST(count(*) AS TEXT) FROM person WHERE Email = 'newcomer@example.com'").ShouldBe("0");

        async Task Saves(string[] bounds, params (string, string)[] fields)
        {
            using var saved = await browser.Submit($"/admin/people/{id}?handler=Roles", $"/admin/people/{id}", [("hubRoles", "operator"), ("siteRoles", ""), .. fields]);
            saved.StatusCode.ShouldBe(HttpStatusCode.Redirect);
            (await Bounds("operatorhere@example.com")).ShouldBe(bounds);
        }
    }

    [Fact]
    public async Task Who_cannot_be_bounded_is_told_so()
    {
        var id = _sites.PersonOf(Who.OperatorHere);
        foreach (var wrong in new object[]
        {
            new { hubRoles = new[] { "administrator" }, sites = new[] { "acme" } }, new { hubRoles = new[] { "administrator", "operator" }, sites = new[] { "acme" } },
            new { hubRoles = Array.Empty<string>(), sites = new[] { "acme" } }, new { hubRoles = new[] { "operator" }, sites = new[] { "nowhere" } },
        })
        {
            (await Put(id, wrong)).ShouldBe(HttpStatusCode.BadRequest);
        }

        (await Bounds("operatorhere@example.com")).ShouldBe(["acme"]);
        using var csv = new StringContent("email,hubRoles,sites\nnew@example.com,operator,acme;globex\n", System.Text.Encoding.UTF8, "text/csv");
        using var imported = await _sites.Hub.Send(HttpMethod.Post, "/api/v1/people/import", await _sites.Hub.Token("operations", "hub.admin"), csv);
        imported.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Bounds("new@example.com")).ShouldBe(["acme", "globex"]);
    }

    [Fact]
    public async Task Whose_roles_cannot_be_taken_keeps_the_bounds()
    {
        await _sites.Hub.Database.Writer.Write(static db => db.Execute("CREATE TRIGGER dies_here BEFORE DELETE ON person_role BEGIN SELECT RAISE(ABORT, 'dies here'); END"));

        (await Put(_sites.PersonOf(Who.OperatorHere), new { hubRoles = Array.Empty<string>(), sites = Array.Empty<string>() })).ShouldBe(HttpStatusCode.InternalServerError);

        (await Bounds("operatorhere@example.com")).ShouldBe(["acme"]);
        await _sites.Hub.Database.Writer.Write(static db => db.Execute("DROP TRIGGER dies_here"));
        (await Put(_sites.PersonOf(Who.OperatorHere), new { hubRoles = Array.Empty<string>(), sites = Array.Empty<string>() })).ShouldBe(HttpStatusCode.NoContent);
        (await Bounds("operatorhere@example.com")).ShouldBeEmpty();
    }

    [Fact]
    public async Task They_hear_of_what_is_wrong_at_their_sites_and_of_nothing_else()
    {
        await _sites.Hub.Service<AlertWatch>().StopAsync(CancellationToken.None);
        await _sites.Hub.Database.Writer.Write(static db => db.Execute("UPDATE link SET state = 'needs authorization', reason = 'No.'"));
        await _sites.Hub.Database.Writer.Write(static db => db.Execute("DELETE FROM mail"));
        await _sites.Hub.Service<AlertWatch>().LookAsync();
        await _sites.Hub.Service<AlertWatch>().DigestAsync(CancellationToken.None);

        var mails = _sites.Hub.Service<Outbox>().Latest(200);
        mails.Where(static m => m.Recipient == "operator@example.com").Select(static m => m.Subject + m.Text).ShouldContain(static text => text.Contains("globex", StringComparison.OrdinalIgnoreCase));
        var own = mails.Where(static m => m.Recipient == "operatorhere@example.com").ToList();
        own.Select(static m => m.Subject).ShouldContain("Test hub: Link acme needs authorization");
        own.Select(static m => m.Subject).ShouldContain("Test hub: what needs attention");
        own.ShouldAllBe(static m => !(m.Subject + m.Text).Contains("globex", StringComparison.OrdinalIgnoreCase));
    }

    private async Task<HttpStatusCode> Put(string id, object roles)
    {
        using var content = JsonContent.Create(roles);
        using var answer = await _sites.Hub.Send(HttpMethod.Put, $"/api/v1/people/{id}/roles", await _sites.Hub.Token("operations", "hub.admin"), content);
        return answer.StatusCode;
    }

    private async Task<string[]> Bounds(string email)
    {
        using var answer = await _sites.Hub.Get("/api/v1/people", await _sites.Hub.Token("operations", "hub.admin"));
        var person = (await answer.Content.ReadFromJsonAsync<JsonNode>())!["people"]!.AsArray().Single(p => (string?)p!["email"] == email)!;
        return [.. person["sites"]!.AsArray().Select(static s => (string)s!)];
    }
}
