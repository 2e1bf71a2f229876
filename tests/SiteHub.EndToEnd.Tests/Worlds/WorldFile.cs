using System.Security.Cryptography;
using System.Text.Json.Nodes;
using SiteHub.Operations.Configuration;

namespace SiteHub.EndToEnd.Tests.Worlds;

/// <summary>The sample's hub and sites, with ports and secrets of their own, and no documents but customers and items.</summary>
internal static class WorldFile
{
    /// <param name="wired">others know each role by an address at which it does not listen itself: a <see cref="Wire"/> does</param>
    public static JsonObject Compose(bool wired = false)
    {
        var file = JsonNode.Parse(File.ReadAllText(Repository.File("sites.sample.json")))!.AsObject();
        file.Remove("$schema");
        var hub = file["hub"]!.AsObject();
        Place(hub, wired);
        hub["clients"]![0]!["secret"] = Secret();
        foreach (var site in file["sites"]!.AsArray())
        {
            Place(site!.AsObject(), wired);
            site["link"] = new JsonObject { ["secret"] = LinkSecrets.Generate().Reveal(), ["clientSecret"] = Secret() };
            foreach (var user in site["users"]!.AsArray())
            {
                user!["apiKey"]!["secret"] = Secret();
            }

            Empty(site["source"]!["seed"]!.AsObject());
        }

        return file;
    }

    public static JsonObject Hub(this JsonObject file) => file["hub"]!.AsObject();

    public static JsonObject Site(this JsonObject file, string slug) =>
        file["sites"]!.AsArray().First(site => (string)site!["slug"]! == slug)!.AsObject();

    public static JsonObject Publication(this JsonObject file, string slug, string docType) =>
        file.Site(slug)["publications"]!.AsArray().First(publication => (string)publication!["docType"]! == docType)!.AsObject();

    private static void Place(JsonObject role, bool wired)
    {
        var address = Address();
        role["listen"] = address;
        role["url"] = wired ? Address() : address;
        role["masterKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    }

    private static void Empty(JsonObject seed)
    {
        seed.Remove("count");
        var documents = seed["documents"]!.AsObject();
        foreach (var docType in documents.Select(member => member.Key).Where(name => name is not ("Customer" or "Item")).ToList())
        {
            documents.Remove(docType);
        }
    }

    private static string Address() => $"http://localhost:{Ports.Take()}";

    private static string Secret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
}
