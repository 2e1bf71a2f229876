using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace SiteHub.EndToEnd.Tests.Cli;

/// <summary>What belongs to another role is refused before anything is written, in a sentence.</summary>
public sealed class WrongFolderTests
{
    [Theory]
    [InlineData("acme/site.db", "globex/site.db", "globex", "is the database of site acme, and this is site globex")]
    [InlineData("hub/hub.db", "globex/site.db", "globex", "is the database of the hub, and this is site globex")]
    [InlineData("acme/site.db", "hub/hub.db", "hub", "is the database of site acme, and this is the hub")]
    [InlineData("acme", "globex", "globex", "is the database of site acme, and this is site globex")]
    public async Task A_database_or_folder_of_another_role_is_refused_before_anything_is_written(string from, string to, string role, string told)
    {
        using var work = new Workplace(WithLinks);
        await StartOnce(work, from.Split('/')[0] is "hub" ? ["hub"] : ["site", from.Split('/')[0]]);
        Copy(Path.Combine(work.Folder, ".sitehub", from), Path.Combine(work.Folder, ".sitehub", to));
        var file = Path.Combine(work.Folder, ".sitehub", role, role == "hub" ? "hub.db" : "site.db");
        var before = SHA256.HashData(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));

        var (code, _, errors) = await work.Run(role == "hub" ? ["hub"] : ["site", role]);

        code.ShouldBe(2, errors);
        errors.ShouldContain(told);
        errors.ShouldNotContain("   at ");
        SHA256.HashData(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)).ShouldBe(before);
    }

    [Fact]
    public async Task A_database_from_before_owners_were_noted_is_known_by_its_link()
    {
        using var work = new Workplace(WithLinks);
        await StartOnce(work, ["site", "acme"]);
        var file = Path.Combine(work.Folder, ".sitehub", "acme", "site.db");
        using (var connection = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "DELETE FROM setting WHERE key = 'owner'";
            command.ExecuteNonQuery().ShouldBe(1);
        }

        Copy(Path.Combine(work.Folder, ".sitehub", "acme"), Path.Combine(work.Folder, ".sitehub", "globex"));

        var (code, _, errors) = await work.Run("site", "globex");

        code.ShouldBe(2, errors);
        errors.ShouldContain("is the database of site acme, and this is site globex");
    }

    private static async Task StartOnce(Workplace work, string[] arguments)
    {
        await using var role = work.Start(arguments);
        await role.Says("is ready");
        role.Terminate();
        (await role.Ended()).ShouldBe(0, role.Errors);
    }

    private static void Copy(string from, string to)
    {
        if (File.Exists(from))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to, overwrite: true);
            return;
        }

        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    private static void WithLinks(JsonNode file)
    {
        foreach (var site in file["sites"]!.AsArray())
        {
            site!["link"] = new JsonObject { ["secret"] = "whsec_" + Convert.ToBase64String(new byte[32]), ["clientSecret"] = $"client-secret-of-{site["slug"]}" };
        }
    }
}
