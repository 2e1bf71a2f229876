using System.Security.Cryptography;
using System.Text.Json.Nodes;
using SiteHub.Operations.Configuration;

namespace SiteHub.Benchmarks.Setting;

/// <summary>A hub and its sites as a <c>sites.json</c> in a folder of their own.</summary>
internal sealed class Fleet
{
    private Fleet(string folder, int port)
    {
        Folder = folder;
        Hub = new Uri($"http://localhost:{port}");
    }

    public string Folder { get; }

    public Uri Hub { get; }

    public string File => Path.Combine(Folder, "sites.json");

    /// <param name="folder">emptied</param>
    /// <param name="sites">how many</param>
    /// <param name="sender">the port of the process that stands for all the sites, each at a loopback address of its own</param>
    public static Fleet Create(string folder, int sites, int sender)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        var fleet = new Fleet(Path.GetFullPath(folder), Ports.Take());
        var file = new JsonObject
        {
            ["hub"] = new JsonObject { ["url"] = fleet.Hub.GetLeftPart(UriPartial.Authority), ["database"] = "hub.db", ["allowNetworks"] = new JsonArray("127.0.0.0/8") },
            ["sites"] = new JsonArray([.. Enumerable.Range(0, sites).Select(i => (JsonNode)Site(i, sender))]),
        };
        System.IO.File.WriteAllText(fleet.File, file.ToJsonString());
        return fleet;
    }

    private static JsonObject Site(int index, int sender) => new JsonObject
    {
        ["slug"] = $"site-{index:D4}",
        ["name"] = $"Site {index}",
        ["url"] = $"http://127.1.{index / 250}.{(index % 250) + 1}:{sender}",
        ["link"] = new JsonObject { ["secret"] = LinkSecrets.Generate().Reveal(), ["clientSecret"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(24)) },
    };
}
