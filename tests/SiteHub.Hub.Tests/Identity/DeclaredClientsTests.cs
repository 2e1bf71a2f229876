using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Tests.Identity;

public sealed class DeclaredClientsTests : IAsyncLifetime
{
    private readonly HubFixture _hub = new();

    public async ValueTask InitializeAsync() => await _hub.Start();

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Every_site_with_a_link_has_a_client_for_its_link_alone()
    {
        var (_, payload) = TokenTests.Parts(await _hub.Token("site-acme"));

        payload["scope"]!.GetValue<string>().ShouldBe("sitehub.link");
        payload["client_id"]!.GetValue<string>().ShouldBe("site-acme");
    }

    [Fact]
    public async Task A_start_with_nothing_changed_touches_nothing()
    {
        var before = Applications();
        await _hub.Restart();

        Applications().ShouldBe(before);
    }

    [Fact]
    public async Task A_changed_secret_takes_effect_and_the_old_one_ends_with_its_tokens()
    {
        var token = await _hub.Token("reader");
        _hub.Clients[1] = new ClientEntry("reader", new Secret("another-secret-of-some-length"), ["hub.read"]);
        await _hub.Restart();

        using var old = await _hub.RequestToken("reader");
        using var with = await _hub.Get("/api/v1/sites", token);
        using var fresh = await _hub.RequestToken("reader", secret: "another-secret-of-some-length");
        old.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        with.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        fresh.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task While_a_secret_is_replaced_the_former_is_taken_too_and_no_longer_than_it_stands_in_the_file()
    {
        await using var hub = await HubFixture.Started();
        var index = hub.Clients.FindIndex(static client => client.Id == "reader");
        hub.Clients[index] = hub.Clients[index] with { Secret = new Secret("the-next-secret-of-some-length"), FormerSecret = new Secret(HubFixture.Secret) };
        await hub.Restart();

        (await hub.Token("reader")).ShouldNotBeNull();
        (await hub.Token("reader", secret: "the-next-secret-of-some-length")).ShouldNotBeNull();
        hub.Clients[index] = hub.Clients[index] with { FormerSecret = null };
        await hub.Restart();
        using var former = await hub.RequestToken("reader");
        former.StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
        (await hub.Token("reader", secret: "the-next-secret-of-some-length")).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_changed_scope_takes_effect()
    {
        _hub.Clients[1] = new ClientEntry("reader", new Secret(HubFixture.Secret), ["hub.admin"]);
        await _hub.Restart();

        using var old = await _hub.RequestToken("reader", "hub.read");
        old.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        TokenTests.Parts(await _hub.Token("reader")).Payload["scope"]!.GetValue<string>().ShouldBe("hub.admin");
    }

    [Fact]
    public async Task A_client_taken_from_the_file_goes_with_its_tokens()
    {
        var token = await _hub.Token("reader");
        _hub.Clients.RemoveAt(1);
        _hub.Sites.RemoveAt(1);
        await _hub.Restart();

        using var refused = await _hub.RequestToken("reader");
        using var site = await _hub.RequestToken("site-globex");
        using var with = await _hub.Get("/api/v1/sites", token);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        site.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        with.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var clients = await List();
        clients.ShouldBe(["operations", "site-acme"]);
    }

    [Fact]
    public async Task A_client_that_came_from_elsewhere_stays_though_the_file_does_not_name_it()
    {
        await _hub.Database.Writer.Write(session => session.Execute("UPDATE client SET origin = 'operator' WHERE client_id = 'reader'"), TestContext.Current.CancellationToken);
        _hub.Clients.RemoveAt(1);
        await _hub.Restart();

        (await _hub.Token("reader")).ShouldNotBeEmpty();
        (await List()).ShouldContain("reader");
    }

    [Fact]
    public async Task No_secret_stands_in_the_database_in_clear()
    {
        await _hub.Token("operations");
        await _hub.Database.Writer.Write(session => session.Execute("UPDATE setting SET value = value"), TestContext.Current.CancellationToken);
        foreach (var file in new[] { _hub.DatabasePath, _hub.DatabasePath + "-wal" }.Where(File.Exists))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldNotContain(HubFixture.Secret);
        }
    }

    private async Task<List<string>> List()
    {
        using var response = await _hub.Get("/api/v1/clients", await _hub.Token("operations"));
        return [.. (await response.Content.ReadFromJsonAsync<JsonNode>())!["clients"]!.AsArray().Select(client => client!["id"]!.GetValue<string>())];
    }

    private List<string> Applications()
    {
        using var connection = new SqliteConnection($"Data Source={_hub.DatabasePath}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT ClientId || ClientSecret || ConcurrencyToken FROM OpenIddictApplications ORDER BY ClientId";
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
