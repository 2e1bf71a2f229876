using System.Text.Json.Nodes;

namespace SiteHub.EndToEnd.Tests.Worlds;

/// <summary>A hub and two sites as processes on loopback, with a configuration and data of their own.</summary>
public sealed class World : IAsyncDisposable
{
    private const int LinesShown = 60;

    private readonly JsonObject _file;
    private readonly Dictionary<string, Role> _sites = [];
    private readonly Dictionary<string, SiteClient> _clients = [];
    private readonly Dictionary<string, Wire> _wires = [];

    /// <param name="change">what this world's configuration has otherwise</param>
    /// <param name="wired">what the roles send each other passes a <see cref="Wire"/> before each</param>
    public World(Action<JsonObject>? change = null, bool wired = false)
    {
        _file = WorldFile.Compose(wired);
        Folder = Directory.CreateTempSubdirectory("sitehub-world-").FullName;
        change?.Invoke(_file);
        Save();
        Hub = MakeRole("hub", _file.Hub());
        var client = _file.Hub()["clients"]![0]!;
        Api = new HubClient(Hub.Address, (string)client["id"]!, (string)client["secret"]!);
        foreach (var site in _file["sites"]!.AsArray())
        {
            var slug = (string)site!["slug"]!;
            var key = site["users"]![0]!["apiKey"]!;
            _sites.Add(slug, MakeRole(slug, site.AsObject()));
            _clients.Add(slug, new SiteClient(_sites[slug].Address, (string)key["key"]!, (string)key["secret"]!));
        }
    }

    public string Folder { get; }

    public string File => Path.Combine(Folder, "sites.json");

    public string Data => Path.Combine(Folder, "data");

    public JsonObject Configuration => _file;

    public Role Hub { get; }

    /// <summary>The hub's API, as its operator uses it.</summary>
    public HubClient Api { get; }

    public IEnumerable<Role> Roles => _sites.Values.Prepend(Hub);

    public Role Site(string slug) => _sites[slug];

    /// <summary>A site's API, as somebody who may do everything there.</summary>
    public SiteClient At(string slug) => _clients[slug];

    /// <summary>What stands before a role, in a wired world.</summary>
    public Wire WireTo(string role) => _wires[role];

    public static async Task<World> StartAsync(Action<JsonObject>? change = null, bool wired = false)
    {
        var world = new World(change, wired);
        await world.StartAllAsync();
        return world;
    }

    public async Task StartAllAsync()
    {
        foreach (var role in Roles.Where(role => !_wires.ContainsKey(role.Name) && role.Url != role.Address))
        {
            _wires.Add(role.Name, await Wire.StartAsync(role.Url, role.Address));
        }

        await Task.WhenAll(Roles.Where(role => !role.IsRunning).Select(role => role.StartAsync()));
    }

    /// <summary>Changes the configuration; a role reads it when it starts.</summary>
    public void Change(Action<JsonObject> change)
    {
        change(_file);
        Save();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var role in Roles)
        {
            Tell(role);
            role.Dispose();
        }

        foreach (var wire in _wires.Values)
        {
            await wire.DisposeAsync();
        }

        Api.Dispose();
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        await Until.Holds(() => Directory.Delete(Folder, recursive: true));
    }

    private static void Tell(Role role)
    {
        if (TestContext.Current is { TestState.Result: TestResult.Failed, TestOutputHelper: { } output })
        {
            output.WriteLine($"--- {role.Name} said last:\n{string.Join('\n', role.Output.TakeLast(LinesShown))}");
        }
    }

    private Role MakeRole(string name, JsonObject entry) => new(this, name, new Uri((string)entry["url"]!), new Uri((string)entry["listen"]!), (string)entry["database"]!);

    private void Save() => System.IO.File.WriteAllText(File, _file.ToJsonString());
}
