using System.Text.Json.Nodes;
using SiteHub.EndToEnd.Tests.Cli;
using SiteHub.Testing.Frappe;

namespace SiteHub.EndToEnd.Tests.Joining;

/// <summary>A stand-in for an ERPNext that has not joined, and a folder in which the program is run; with a hub, if the test wants one.</summary>
internal sealed class JoinWorld : IAsyncDisposable
{
    public const string Slug = "erp";
    public const string Agent = "agent@one.example";

    private readonly Workplace _work = new();
    private readonly Dictionary<string, string> _environment = new() { ["ERP_SECRET"] = StandInFrappe.Secret };
    private SiteHubProcess? _hub;

    private JoinWorld(StandInFrappe frappe) => Frappe = frappe;

    public StandInFrappe Frappe { get; }

    public StandInSite Erp => Frappe.Site;

    public Uri Address { get; } = new($"http://localhost:{Ports.Take()}");

    public string Key { get; set; } = StandInFrappe.Key;

    public string Folder => _work.Folder;

    public Uri Hub => _work.Hub;

    /// <summary>The agent's own file, on a machine of its own.</summary>
    public string SitesFile => Path.Combine(Folder, "erp.json");

    public string Made => Path.Combine(Folder, ".agent", Slug, "frappe-made.json");

    public static async Task<JoinWorld> StartAsync(int version = 15)
    {
        var frappe = await StandInErp.AddTo(new StandInFrappe(version: version)).StartAsync(Ports.Take());

        // Nobody has joined yet.
        frappe.Site.Type("Sales Order").Fields.RemoveAll(static field => field.Name == "custom_sitehub_request");
        frappe.Site.Insert("Customer", new JsonObject { ["customer_name"] = "Riverside", ["email_id"] = "office@riverside.example" });
        return new JoinWorld(frappe);
    }

    public async Task<JoinWorld> WithHub()
    {
        _hub = _work.Start("hub");
        await _hub.Says("is ready");
        return this;
    }

    /// <summary>Somebody who may sell and no more, as whom the agent comes from now on.</summary>
    public StandInUser AsSalesUser(params string[] reads)
    {
        if (!Erp.Of("Role").ContainsKey("Sales User"))
        {
            Erp.Insert("Role", new JsonObject { ["name"] = "Sales User" });
        }

        Erp.Insert("User", new JsonObject { ["name"] = Agent, ["email"] = Agent, ["roles"] = new JsonArray(new JsonObject { ["role"] = "Sales User" }) });
        foreach (var type in Erp.Types.Values)
        {
            type.Rights.Add(("Sales User", 0, ["read", "write", "create", "submit"], false));
        }

        var user = new StandInUser(Agent, "salesuserkey", StandInFrappe.Secret) { Reads = [.. reads.Length > 0 ? reads : Erp.Types.Keys.Except(["Webhook", "Webhook Request Log", "Custom Field", "Social Login Key", "Deleted Document"])] };
        Erp.Users.Add(user);
        Key = user.Key;
        return user;
    }

    public async Task<string> Code()
    {
        var given = (await _work.Run("sites", "list", "--json")).Output.Contains($"\"{Slug}\"", StringComparison.Ordinal)
            ? await _work.Run("sites", "code", Slug, "--json")
            : await _work.Run("sites", "add", Slug, Address.GetLeftPart(UriPartial.Authority), "--json");
        given.Code.ShouldBe(0, given.Errors);
        return (string)JsonNode.Parse(given.Output)!["code"]!;
    }

    public Task<Said> Connect(params IEnumerable<string> more) => Run(
        ["site", "connect", "--url", Frappe.Url.GetLeftPart(UriPartial.Authority), "--hub", Hub.GetLeftPart(UriPartial.Authority), "--site", Slug, "--address", Address.GetLeftPart(UriPartial.Authority), "--key", Key, "--secret-env", "ERP_SECRET", .. more]);

    public async Task<Said> Connected(params IEnumerable<string> more)
    {
        var said = await Connect(["--code", await Code(), .. more]);
        said.Code.ShouldBe(0, said.All);
        return said;
    }

    public Task<Said> Doctor(params IEnumerable<string> more) => Run(["site", "doctor", "--site", Slug, .. more]);

    public Task<Said> Disconnect(params IEnumerable<string> more) => Run(["site", "disconnect", "--site", Slug, .. more]);

    public SiteHubProcess Start() => SiteHubProcess.Start(Folder, _environment, "site", Slug, "--sites", SitesFile, "--data", ".agent");

    public async Task<Said> Run(IEnumerable<string> arguments)
    {
        await using var process = SiteHubProcess.Start(Folder, _environment, [.. arguments, "--sites", SitesFile, "--data", ".agent"]);
        return new Said(await process.Ended(), process.Output, process.Errors);
    }

    public Task<(int Code, string Output, string Errors)> AtHub(params string[] arguments) => _work.Run(arguments);

    /// <summary>What changes something there, in the order of the requests.</summary>
    public List<(string Method, string Path, int Status)> Writes() =>
        [.. Frappe.Requests.Where(static request => request.Method is "PUT" or "DELETE" || (request.Method == "POST" && !request.Path.Contains("get_list", StringComparison.Ordinal)))];

    public async ValueTask DisposeAsync()
    {
        if (_hub is not null)
        {
            await _hub.DisposeAsync();
        }

        await Frappe.DisposeAsync();
        _work.Dispose();
    }
}

/// <summary>What a command said.</summary>
internal sealed record Said(int Code, string Output, string Errors)
{
    public string All => $"{Output}\n{Errors}";

    /// <summary>All of it; what is missing is told at once.</summary>
    public void Says(params IEnumerable<string> told) => told.Where(one => !Output.Contains(one, StringComparison.Ordinal)).ShouldBeEmpty(All);
}
