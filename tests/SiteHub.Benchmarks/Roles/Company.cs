using System.Diagnostics;
using System.Text.Json.Nodes;
using SiteHub.Benchmarks.Hubs;
using SiteHub.Benchmarks.Setting;
using SiteHub.Operations.Configuration;

namespace SiteHub.Benchmarks.Roles;

/// <summary>The sample's hub and its first site, each in a process of its own, on free ports and without the sample's documents but for customers and items.</summary>
internal sealed class Company : IAsyncDisposable
{
    public const string Quotation = """{"customer":"CUST-0001","customer_name":"Riverside Trading","transaction_date":"2026-11-24","docstatus":1,"grand_total":498.0,"items":[{"item_code":"PUMP-10","item_name":"Pump, 10 l/min","qty":2,"rate":249.0,"amount":498.0}]}""";

    private Company(string folder, Uri hubAddress, Uri siteAddress)
    {
        Folder = folder;
        HubAddress = hubAddress;
        SiteAddress = siteAddress;
        Http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = siteAddress, Timeout = TimeSpan.FromMinutes(10) };
        Http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "token acme-admin:acme-admin-sample-secret");
    }

    public string Folder { get; }

    public Uri HubAddress { get; }

    public Uri SiteAddress { get; }

    /// <summary>Speaks to the site as its administrator.</summary>
    public HttpClient Http { get; }

    public RoleProcess Hub { get; private set; } = null!;

    public RoleProcess Site { get; private set; } = null!;

    public string HubDatabase => Path.Combine(Folder, "hub", "hub.db");

    public static async Task<Company> StartAsync(string folder)
    {
        var company = Prepare(folder);
        company.StartHub();
        company.Site = RoleProcess.Start(company.SiteAddress, company.Arguments("site", "acme"));
        await company.Hub.ReadyAsync();
        await company.Site.ReadyAsync();
        return company;
    }

    /// <summary>Writes the configuration, starts nothing.</summary>
    public static Company Prepare(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        var company = new Company(Path.GetFullPath(folder), Address(), Address());
        var file = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "sites.sample.json")))!;
        Move(file["hub"]!, company.HubAddress);
        var sites = file["sites"]!.AsArray();
        sites.RemoveAt(1);
        Move(sites[0]!, company.SiteAddress);
        sites[0]!["link"] = new JsonObject { ["secret"] = LinkSecrets.Generate().Reveal(), ["clientSecret"] = Guid.NewGuid().ToString("N") };
        sites[0]!["source"]!["seed"]!.AsObject().Remove("count");
        File.WriteAllText(Path.Combine(folder, "sites.json"), file.ToJsonString());
        return company;
    }

    /// <param name="asUp">with people to sign in as, whose passwords are in people.json</param>
    public RoleProcess StartHub(bool asUp = false) => Hub = RoleProcess.Start(HubAddress, asUp, Arguments("hub"));

    public RoleProcess StartSite() => Site = RoleProcess.Start(SiteAddress, Arguments("site", "acme"));

    /// <summary>The client secret of the site, as the configuration has it.</summary>
    public string ClientSecret => (string)JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "sites.json")))!["sites"]![0]!["link"]!["clientSecret"]!;

    public void Change(Action<JsonNode> change)
    {
        var path = Path.Combine(Folder, "sites.json");
        var file = JsonNode.Parse(File.ReadAllText(path))!;
        change(file);
        File.WriteAllText(path, file.ToJsonString());
    }

    /// <summary>A command of <c>sitehub</c> on this configuration.</summary>
    public async Task RunAsync(params string[] command)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "sitehub"), Arguments(command)) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode > 1)
        {
            throw new InvalidOperationException($"sitehub {string.Join(' ', command)}: {string.Concat(said)}");
        }
    }

    public string SiteDatabase => Path.Combine(Folder, "acme", "site.db");

    /// <summary>Opens the hub's database beside it, to see what is committed there.</summary>
    public HubEye Watch() => new(HubDatabase);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (Site is not null)
        {
            await Site.DisposeAsync();
        }

        if (Hub is not null)
        {
            await Hub.DisposeAsync();
        }
    }

    private string[] Arguments(params string[] role) => [.. role, "--sites", Path.Combine(Folder, "sites.json"), "--data", Folder];

    private static Uri Address() => new($"http://localhost:{Ports.Take()}");

    private static void Move(JsonNode role, Uri address)
    {
        role["url"] = address.GetLeftPart(UriPartial.Authority);
        role["listen"] = address.GetLeftPart(UriPartial.Authority);
    }
}
