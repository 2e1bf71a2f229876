using System.Text.Json;
using System.Text.Json.Nodes;
using SiteHub.Operations.Configuration;

namespace SiteHub.EndToEnd.Tests.Configuration;

public sealed class SecretTests
{
    private const string Hushed = "hush-hush-literal";

    [Fact]
    public void A_secret_comes_from_the_environment_or_from_a_file_beside_the_configuration()
    {
        var folder = Directory.CreateTempSubdirectory("sitehub-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "secret.txt"), "from the file\n");
            var file = SampleFile.Changed(f =>
            {
                f["hub"]!["clients"]![0]!["secret"] = new JsonObject { ["env"] = "A_SECRET" };
                f.Acme()["users"]![0]!["apiKey"]!["secret"] = new JsonObject { ["file"] = "secret.txt" };
            });

            SampleFile.FitsSchema(file).ShouldBeTrue();
            var read = SampleFile.Parse(file, folder: folder.FullName);
            read.Hub!.Clients[0].Secret!.Reveal().ShouldBe("from the environment");
            read.Sites[0].Users[0].ApiKey!.Secret.Reveal().ShouldBe("from the file");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void No_record_prints_a_secret_and_none_is_serialized()
    {
        var file = SampleFile.Parse(SampleFile.Changed(f => f["hub"]!["clients"]![0]!["secret"] = Hushed));

        $"{file} {file.Hub} {file.Hub!.Clients[0]}".ShouldNotContain(Hushed);
        JsonSerializer.Serialize(file.Hub.Clients[0]).ShouldNotContain(Hushed);
    }

    [Fact]
    public void No_fault_tells_what_may_be_a_secret()
    {
        var exception = Should.Throw<SitesFileException>(() => SampleFile.Parse(SampleFile.Changed(f =>
        {
            f["hub"]!["masterKey"] = Hushed;
            f["hub"]!["sekret"] = Hushed;
            f["hub"]!["clients"]![0]!["secret"] = new JsonArray(Hushed);
            f["hub"]!["database"] = $"postgres://me:{Hushed}@db";
            f["hub"]!["url"] = $"http://me:{Hushed}@localhost:1";
            f.Acme()["users"]![0]!["apiKey"] = Hushed;
            f.Acme()["link"] = new JsonObject { ["secret"] = Hushed, ["clientSecret"] = Hushed };
        })));

        exception.Faults.Count.ShouldBe(7);
        exception.ToString().ShouldNotContain(Hushed);
    }

    [Theory]
    [InlineData("$.hub.clients[0].secret", "hub")]
    [InlineData("$.sites[0].users[0].apiKey.secret", "site")]
    public void Sample_secrets_are_refused_where_others_can_reach_the_role(string path, string role)
    {
        var file = SampleFile.Changed(f => (role == "hub" ? f["hub"]! : f.Acme())["url"] = "https://sitehub.example");

        SampleFile.Faults(file).ShouldContain(f => f.Path == path && f.Message.Contains("sample secret"));
    }

    [Theory]
    [InlineData("http://127.0.0.2:5100")]
    [InlineData("http://[::1]:5100")]
    [InlineData("http://localhost:5100")]
    public void Sample_secrets_will_do_on_loopback(string url) =>
        SampleFile.Parse(SampleFile.Changed(f => f["hub"]!["url"] = url)).Hub!.Url.ShouldBe(new Uri(url));
}
