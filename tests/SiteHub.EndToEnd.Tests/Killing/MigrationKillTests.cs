using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Agent.Storage;
using SiteHub.Delivery.Storage;
using SiteHub.EndToEnd.Tests.Cli;
using SiteHub.Hub;
using SiteHub.Hub.Storage;
using SiteHub.Operations.Configuration;

namespace SiteHub.EndToEnd.Tests.Killing;

/// <summary>A role that is killed while its tables are made or changed starts again as if nothing had been.</summary>
public sealed class MigrationKillTests
{
    [Theory]
    [InlineData("hub", false)]
    [InlineData("hub", true)]
    [InlineData("acme", false)]
    [InlineData("acme", true)]
    public Task Killed_three_times_while_it_migrates_it_goes_on(string role, bool upgrade) => Kill(role, upgrade, times: 3);

    [Theory]
    [Trait("Run", "Soak")]
    [InlineData("hub", false)]
    [InlineData("hub", true)]
    [InlineData("acme", false)]
    [InlineData("acme", true)]
    public Task Killed_twenty_times_while_it_migrates_it_goes_on(string role, bool upgrade) => Kill(role, upgrade, times: 20);

    [Fact]
    public async Task The_lock_of_one_that_was_killed_holds_up_nobody()
    {
        using var work = new Workplace(WithLinks);
        var file = await Earlier(work, "hub");
        Execute(file, "CREATE TABLE IF NOT EXISTS __EFMigrationsLock (Id INTEGER NOT NULL PRIMARY KEY, Timestamp TEXT NOT NULL); INSERT INTO __EFMigrationsLock VALUES (1, '2000-01-01')");

        await using var hub = work.Start("hub");

        await hub.Says("is ready");
    }

    private static async Task Kill(string role, bool upgrade, int times)
    {
        using var work = new Workplace(WithLinks);
        var file = upgrade ? await Earlier(work, role) : FileOf(work, role);
        var arguments = role == "hub" ? new[] { "hub" } : ["site", role];
        for (var kill = 0; kill < times; kill++)
        {
            var before = LockOf(file);
            await using var killed = work.Start(arguments);
            await Migrates(file, before, killed);
            await Task.Delay(Random.Shared.Next(0, 150));
            killed.Kill();
            await killed.Ended();
        }

        await using var whole = work.Start(arguments);
        await whole.Says("is ready");
        Text(file, "PRAGMA integrity_check").ShouldBe("ok");
        Text(file, "SELECT max(MigrationId) FROM __EFMigrationsHistory").ShouldBe(await Latest(role, work));
        if (upgrade)
        {
            Text(file, "SELECT value FROM setting WHERE key = 'kept'").ShouldBe("before");
            var copies = Directory.GetFiles(Path.GetDirectoryName(file)!, "*.at.*.db");
            copies.ShouldNotBeEmpty();
            copies.Length.ShouldBeLessThanOrEqualTo(3);
            Text(copies.Order().First(), "SELECT value FROM setting WHERE key = 'kept'").ShouldBe("before");
        }
    }

    /// <summary>The role's database as the version before this one left it.</summary>
    private static async Task<string> Earlier(Workplace work, string role)
    {
        var file = FileOf(work, role);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await On(role, work, async database => await database.MigrateAsync(database.GetMigrations().Reverse().Skip(1).First(), TestContext.Current.CancellationToken));
        Execute(file, "INSERT INTO setting (key, value) VALUES ('kept', 'before')");
        return file;
    }

    private static async Task<string> Latest(string role, Workplace work)
    {
        var latest = "";
        await On(role, work, database =>
        {
            latest = database.GetMigrations().Last();
            return Task.CompletedTask;
        });
        return latest;
    }

    /// <summary>The hub's context is made of its services: what Identity stores depends on how it is set up.</summary>
    private static async Task On(string role, Workplace work, Func<DatabaseFacade, Task> use)
    {
        var file = FileOf(work, role);
        if (role != "hub")
        {
            await using var site = new SiteDbContext(new DbContextOptionsBuilder<SiteDbContext>().UseSqlite($"Data Source={file};Pooling=False").Options, new WriteGate());
            await use(site.Database);
            return;
        }

        var sites = SitesFileReader.Read(Path.Combine(work.Folder, "sites.json"), SitesScope.Hub);
        await using var hub = HubApplication.Build(new HubOptions(sites.Hub!, sites.Sites, Path.GetDirectoryName(file)!, new byte[32], Development: false));
        await using var scope = hub.Services.CreateAsyncScope();
        await use(scope.ServiceProvider.GetRequiredService<HubDbContext>().Database);
    }

    /// <summary>Waits until the process has its own lock, and not that of the one killed before it; or is past it.</summary>
    private static async Task Migrates(string file, string? before, SiteHubProcess process)
    {
        while (!process.Output.Contains("is ready", StringComparison.Ordinal) && (LockOf(file) is not { } now || now == before))
        {
            process.Errors.ShouldBeEmpty();
            await Task.Delay(5);
        }
    }

    private static string? LockOf(string file)
    {
        try
        {
            return File.Exists(file) ? Text(file, "SELECT Timestamp FROM __EFMigrationsLock") : null;
        }
        catch (SqliteException)
        {
            // There is none, or it is just being made.
            return null;
        }
    }

    private static string FileOf(Workplace work, string role) => Path.Combine(work.Folder, ".sitehub", role, role == "hub" ? "hub.db" : "site.db");

    private static string? Text(string file, string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() as string;
    }

    private static void Execute(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void WithLinks(JsonNode file)
    {
        foreach (var site in file["sites"]!.AsArray())
        {
            site!["link"] = new JsonObject { ["secret"] = "whsec_" + Convert.ToBase64String(new byte[32]), ["clientSecret"] = $"client-secret-of-{site["slug"]}" };
        }
    }
}
