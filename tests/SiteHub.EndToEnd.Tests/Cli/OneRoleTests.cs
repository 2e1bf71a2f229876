using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SiteHub.EndToEnd.Tests.Cli;

public sealed class OneRoleTests
{
    [Fact]
    public async Task The_hub_alone_starts_says_so_and_stops_cleanly_when_asked()
    {
        using var work = new Workplace(WithLinks);
        await using var hub = work.Start("hub");

        await hub.Says($"The hub is ready at {work.Hub}");
        (await work.Run("health", work.Hub.ToString())).Code.ShouldBe(0);
        hub.Terminate();

        (await hub.Ended()).ShouldBe(0);
        hub.Output.ShouldContain("The hub has stopped.");
        hub.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Kestrels_own_settings_give_it_a_certificate()
    {
        using var work = new Workplace(static file =>
        {
            WithLinks(file);
            file["hub"]!["url"] = ((string)file["hub"]!["url"]!).Replace("http:", "https:", StringComparison.Ordinal);
        });
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        await File.WriteAllTextAsync(Path.Combine(work.Folder, "tls.crt"), certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(work.Folder, "tls.key"), key.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        await using var hub = SiteHubProcess.Start(
            work.Folder,
            new Dictionary<string, string>
            {
                ["Kestrel__Endpoints__Tls__Url"] = $"https://localhost:{work.Hub.Port}",
                ["Kestrel__Endpoints__Tls__Certificate__Path"] = Path.Combine(work.Folder, "tls.crt"),
                ["Kestrel__Endpoints__Tls__Certificate__KeyPath"] = Path.Combine(work.Folder, "tls.key"),
            },
            "hub");
        await hub.Says("The hub is ready");

        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown!.Thumbprint == certificate.Thumbprint };
        using var http = new HttpClient(handler);
        using var page = await http.GetAsync(new Uri($"https://localhost:{work.Hub.Port}/signin"), TestContext.Current.CancellationToken);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Headers.Contains("Strict-Transport-Security").ShouldBeTrue();
    }

    [Fact]
    public async Task A_second_one_on_the_same_data_is_refused_before_it_touches_them()
    {
        using var work = new Workplace(WithLinks);
        await using var hub = work.Start("hub");
        await hub.Says("is ready");

        var second = await work.Run("hub");

        second.Code.ShouldBe(3);
        second.Errors.ShouldContain("is in use: the hub runs from it already");
        second.Errors.ShouldContain("--data DIR");
    }

    [Fact]
    public async Task A_port_that_another_has_is_named_with_the_role_and_what_to_do()
    {
        using var work = new Workplace(WithLinks);
        using var other = Ports.Occupy(work.Hub.Port);

        var (code, _, errors) = await work.Run("hub");

        code.ShouldBe(3);
        errors.ShouldContain($"Port {work.Hub.Port} is taken, so the hub cannot listen on http://localhost:{work.Hub.Port}.");
        errors.ShouldContain("sites.json");
        errors.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_site_that_is_neither_enrolled_nor_given_secrets_says_how_to_enrol()
    {
        using var work = new Workplace();

        var (code, _, errors) = await work.Run("site", "acme");

        code.ShouldBe(2);
        errors.ShouldContain("Site acme is not enrolled");
        errors.ShouldContain("sitehub sites code acme");
        errors.ShouldContain("sitehub up");
    }

    [Fact]
    public async Task A_role_that_others_can_reach_must_be_given_its_master_key()
    {
        using var work = new Workplace(file =>
        {
            WithLinks(file);
            file["hub"]!["url"] = "https://hub.example";
            file["hub"]!["clients"] = new System.Text.Json.Nodes.JsonArray();
        });

        var (code, _, errors) = await work.Run("hub");

        code.ShouldBe(2);
        errors.ShouldContain("hub has no masterKey");
        errors.ShouldContain("openssl rand -base64 32");
    }

    [Fact]
    public async Task What_it_keeps_is_for_its_owner_alone()
    {
        using var work = new Workplace(WithLinks);
        await using var hub = work.Start("hub", "--data", "kept");
        await hub.Says("is ready");

        var folder = Path.Combine(work.Folder, "kept", "hub");
        File.Exists(Path.Combine(folder, "hub.db")).ShouldBeTrue();
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.GetUnixFileMode(Path.Combine(folder, "master.key")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    internal static void WithLinks(System.Text.Json.Nodes.JsonNode file)
    {
        foreach (var site in file["sites"]!.AsArray())
        {
            site!["link"] = new System.Text.Json.Nodes.JsonObject
            {
                ["secret"] = "whsec_" + Convert.ToBase64String(new byte[32]), ["clientSecret"] = $"client-secret-of-{site["slug"]}",
            };
        }
    }
}
