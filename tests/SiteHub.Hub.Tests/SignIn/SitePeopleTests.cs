using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Web;
using SiteHub.Hub.People;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.People;

namespace SiteHub.Hub.Tests.SignIn;

/// <summary>The site whose ERP has users of its own is told what they are there, and when they sign out.</summary>
public sealed class SitePeopleTests : IAsyncLifetime
{
    private const string Email = "sam@acme.example";
    private const string Password = "a long enough password";
    private const string Callback = "http://erp.localhost:8000/api/method/frappe.integrations.oauth2_logins.custom/sitehub";

    private readonly HubFixture _hub = new();

    public async ValueTask InitializeAsync()
    {
        _hub.People.Add(new SeedPerson(Email, "Sam Sales", Password, [], new Dictionary<string, IReadOnlyList<string>> { ["acme"] = ["Sales User"], ["globex"] = ["Sales User"] }));
        _hub.Clients.Add(new ClientEntry("erp", new Secret("erp-secret"), []) { SignIn = new ClientSignInEntry([new Uri(Callback)], [], null, ["openid", "profile", "email"], FirstParty: true, Frappe: true) { Site = "acme" } });
        await _hub.Start();
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Roles_are_told_at_once_and_at_each_change_to_the_site_whose_they_are_with_an_ERP_or_without()
    {
        (await Told("user.roles", 1)).ShouldHaveSingleItem().Roles.ShouldBe(["Sales User"]);

        await Change("""{"hubRoles": [], "siteRoles": {"acme": ["Projects User", "Sales User"], "globex": []}}""");
        (await Told("user.roles", 2))[^1].Roles.ShouldBe(["Projects User", "Sales User"]);
        await Change("""{"hubRoles": [], "siteRoles": {}}""");
        var last = (await Told("user.roles", 3))[^1];
        (last.Email, last.Roles.Count).ShouldBe((Email, 0));
        Log("globex", "user.roles").ConvertAll(static data => PersonAtSite.Read(data).Roles.Count).ShouldBe([1, 0]);
        Waiting().ShouldBe(0);
    }

    [Fact]
    public async Task Whoever_signs_in_at_the_ERP_is_told_and_that_they_signed_out()
    {
        await Told("user.roles", 1);
        using var browser = new Browser(_hub);
        using (await browser.SignIn(Email, Password))
        {
        }

        (await browser.Page("/signout")).ShouldNotContain("The ERP of");
        using (await browser.Get($"/connect/authorize?response_type=code&client_id=erp&scope=openid+email&state=s&redirect_uri={HttpUtility.UrlEncode(Callback)}"))
        {
        }

        (await Told("user.roles", 2))[^1].Email.ShouldBe(Email);
        (await browser.Page("/signout")).ShouldContain("The ERP of ACME");
        using (await browser.Submit("/signout"))
        {
        }

        await Eventually(() => Log("acme", "session.ended").Count == 1);
        UserStanding.Read(Log("acme", "session.ended")[0]).At.ShouldBe(_hub.Time.GetUtcNow());
        Log("globex", "session.ended").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_session_that_never_entered_the_ERP_ends_nothing_there()
    {
        using var browser = new Browser(_hub);
        using (await browser.SignIn(Email, Password))
        {
        }

        await browser.Authorize();
        using (await browser.Submit("/signout"))
        {
        }

        await Eventually(() => Waiting() == 0);
        Log("acme", "session.ended").ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_noted_when_the_process_died_is_told_at_the_next_start()
    {
        await Told("user.roles", 1);
        await _hub.Stop();
        using (var raw = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_hub.DatabasePath};Pooling=False"))
        {
            // As by whatever means a role was given, in a transaction that is on disk.
            raw.Open();
            using var give = raw.CreateCommand();
            give.CommandText = "INSERT INTO person_site_role (PersonId, Site, Role) SELECT Id, 'acme', 'Given' FROM person";
            give.ExecuteNonQuery();
        }

        await _hub.Start();

        (await Told("user.roles", 2))[^1].Roles.ShouldContain("Given");
    }

    [Fact]
    public async Task A_client_that_becomes_the_ERP_of_a_site_later_brings_all_that_there_is()
    {
        await Told("user.roles", 1);
        await Eventually(() => Log("globex", "user.roles").Count == 1);
        _hub.Clients.Add(new ClientEntry("erp2", new Secret("erp2-secret"), []) { SignIn = new ClientSignInEntry([new Uri(Callback + "2")], [], null, ["openid", "profile", "email"], FirstParty: true, Frappe: true) { Site = "globex" } });

        await _hub.Restart();

        await Eventually(() => Log("globex", "user.roles").Count == 2);
    }

    [Fact]
    public async Task An_address_that_nobody_verified_is_not_told()
    {
        await Told("user.roles", 1);
        await _hub.Database.Writer.Write(static db => db.Execute("UPDATE person SET EmailConfirmed = 0"));

        (await Told("user.roles", 2))[^1].Email.ShouldBeNull();
    }

    private async Task Change(string roles)
    {
        var id = _hub.Database.Read(static db => db.Text("SELECT Id FROM person WHERE Email = $1", Email));
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/people/{id}/roles") { Content = JsonContent.Create(JsonNode.Parse(roles)) };
        request.Headers.Authorization = new("Bearer", await _hub.Token("operations", "hub.admin"));
        using var answer = await _hub.Http.SendAsync(request);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    private async Task<List<PersonAtSite>> Told(string type, int count)
    {
        await Eventually(() => Log("acme", type).Count >= count);
        return Log("acme", type).ConvertAll(static data => PersonAtSite.Read(data));
    }

    private List<byte[]> Log(string link, string type) => _hub.Database.Read(db => db.Many(
        "SELECT data FROM log_entry WHERE type = $2 AND key >> 40 = (SELECT log FROM link WHERE name = $1) ORDER BY key", static row => row.Bytes(0), link, type));

    private long Waiting() => _hub.Database.Read(static db => db.Long("SELECT count(*) FROM site_person"))!.Value;

    private static async Task Eventually(Func<bool> holds)
    {
        for (var i = 0; i < 600 && !holds(); i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        holds().ShouldBeTrue();
    }
}
