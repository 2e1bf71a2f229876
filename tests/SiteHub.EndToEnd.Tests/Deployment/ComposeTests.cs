using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Text.Json.Nodes;
using Json.Schema;
using SiteHub.EndToEnd.Tests.Configuration;
using SiteHub.Operations.Configuration;

namespace SiteHub.EndToEnd.Tests.Deployment;

/// <summary>There is no engine to run the containers here; what can be known without one is held here.</summary>
public sealed partial class ComposeTests
{
    private static readonly string SitesFile = Repository.File("sites.compose.json");

    [Fact]
    public void Its_configuration_fits_the_published_schema() =>
        SampleFile.FitsSchema(JsonNode.Parse(File.ReadAllText(SitesFile))!).ShouldBeTrue();

    [Fact]
    public async Task The_file_is_valid_with_the_secrets_that_the_script_makes_and_each_role_gets_what_it_needs_and_no_more()
    {
        var services = Services(await Config(await Env()));

        services.Keys.ShouldBe(["acme", "globex", "hub"], ignoreOrder: true);
        var hub = Read(SitesScope.Hub, services["hub"]);
        hub.Hub!.MasterKey.ShouldNotBeNull();
        hub.Sites.ShouldAllBe(s => s.Link != null);
        foreach (var slug in new[] { "acme", "globex" })
        {
            var site = Read(SitesScope.Site(slug), services[slug]).Sites[0];
            site.MasterKey.ShouldNotBeNull();
            site.Link.ShouldBe(hub.Sites.Single(s => s.Slug == slug).Link);
            services["hub"].Values.ShouldNotContain(site.MasterKey!.Reveal());
            services["hub"].Values.ShouldNotContain(site.Users[0].ApiKey!.Secret.Reveal());
        }

        services["acme"].Values.Intersect(services["globex"].Values).ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_secrets_it_says_how_to_make_them()
    {
        var result = await Compose(Repository.File(".env.sample"));

        result.Code.ShouldNotBe(0);
        result.Errors.ShouldContain("run sh docker/env.sh > .env");
    }

    [Fact]
    public async Task Every_role_is_published_on_the_port_it_listens_on_checked_and_without_rights_it_does_not_need()
    {
        var config = await Config(await Env());

        foreach (var (role, port) in new[] { ("hub", 5100), ("acme", 5101), ("globex", 5102) })
        {
            var service = Block(config, role);
            service.ShouldContain($"http://localhost:{port}");
            service.ShouldContain("healthcheck:");
            // The older command writes it in one line, the newer in several.
            (service.Contains($"127.0.0.1:{port}:{port}", StringComparison.Ordinal) || (service.Contains("host_ip: 127.0.0.1", StringComparison.Ordinal) && Regex.IsMatch(service, $@"target: {port}\b[\s\S]*published: ""?{port}""?"))).ShouldBeTrue(service);
            service.ShouldContain("read_only: true");
            service.ShouldContain("no-new-privileges:true");
        }

        using var file = System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(SitesFile));
        file.RootElement.GetProperty("hub").GetProperty("listen").GetString().ShouldBe("http://*:5100");
        config.ShouldContain($"subnet: {file.RootElement.GetProperty("hub").GetProperty("allowNetworks")[0].GetString()}");
    }

    [Fact]
    public void The_image_runs_as_nobody_in_particular_and_restores_every_project_it_builds()
    {
        var dockerfile = File.ReadAllText(Repository.File("Dockerfile"));

        dockerfile.ShouldContain("\nUSER $APP_UID\n");
        foreach (var project in Directory.GetDirectories(Repository.File("src")).Select(Path.GetFileName))
        {
            dockerfile.ShouldContain($"COPY src/{project}/*.csproj src/{project}/packages.lock.json src/{project}/");
        }
    }

    private static SitesFile Read(SitesScope scope, Dictionary<string, string> environment) =>
        SitesFileReader.Read(SitesFile, scope, environment.GetValueOrDefault);

    private static async Task<string> Env()
    {
        var result = await Run("sh", Repository.File("docker/env.sh"));
        result.Code.ShouldBe(0, result.Errors);
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, result.Output);
        return path;
    }

    private static async Task<string> Config(string env)
    {
        try
        {
            var result = await Compose(env);
            result.Code.ShouldBe(0, result.Errors);
            return result.Output;
        }
        finally
        {
            File.Delete(env);
        }
    }

    /// <summary>The older command, which Debian has, or the newer plugin of docker.</summary>
    private static Task<(int Code, string Output, string Errors)> Compose(string env)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (folders.Any(folder => File.Exists(Path.Combine(folder, "docker-compose"))))
        {
            return Run("docker-compose", "--env-file", env, "config");
        }

        Assert.SkipUnless(
            folders.Any(folder => File.Exists(Path.Combine(folder, "docker"))), "docker-compose is not installed; tests/run.sh installs it when run by root.");
        return Run("docker", "compose", "--env-file", env, "config");
    }

    /// <summary>One service's part of the output, which is indented by two.</summary>
    private static string Block(string config, string service)
    {
        var services = config[config.IndexOf("\nservices:", StringComparison.Ordinal)..];
        var from = services.IndexOf($"\n  {service}:\n", StringComparison.Ordinal);
        var end = NextEntry().Match(services, from + 4);
        return end.Success ? services[from..end.Index] : services[from..];
    }

    private static Dictionary<string, Dictionary<string, string>> Services(string config) =>
        new[] { "hub", "acme", "globex" }.ToDictionary(
            service => service,
            service => Variable().Matches(Block(config, service)).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value));

    private static async Task<(int Code, string Output, string Errors)> Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, errors);
    }

    [GeneratedRegex(@"^ {0,2}\w+:", RegexOptions.Multiline)]
    private static partial Regex NextEntry();

    [GeneratedRegex(@"^      ([A-Z_]+): (\S+)$", RegexOptions.Multiline)]
    private static partial Regex Variable();
}
