using System.Text.Json;

namespace SiteHub.Operations.Configuration.Reading;

internal static class FileReader
{
    public static SitesFile Read(JsonElement root, SitesScope scope, ReadContext context)
    {
        if (ObjectReader.Open(root, "$", context) is not { } file)
        {
            return new SitesFile(null, []);
        }

        file.Any("$schema");
        var hub = HubReader.Read(file, scope);
        var sites = Sites(file, scope);
        file.Close();
        FileChecks.Slugs(sites, context);
        if (scope is SitesScope.WholeFile)
        {
            FileChecks.Addresses(hub, sites, context);
        }

        SampleSecrets.Refuse(hub, sites, context);
        if (scope is SitesScope.SitePart part && sites.Count == 0 && context.Faults.Count == 0)
        {
            context.Fault("$.sites", $"has no site with the slug {Found.Text(part.Slug)}; there are {Found.List(Slugs(file))}");
        }

        return new SitesFile(hub, [.. sites.Select(s => s.Value)]);
    }

    private static IReadOnlyList<Placed<SiteEntry>> Sites(ObjectReader file, SitesScope scope) => scope switch
    {
        SitesScope.WholeFile => file.List("sites", (item, path) => SiteReader.Whole(item, path, file.Context), required: true),
        SitesScope.HubPart => file.List("sites", (item, path) => SiteReader.AsSeenByTheHub(item, path, file.Context)),
        SitesScope.SitePart part => file.List(
            "sites", (item, path) => Slug(item) == part.Slug ? SiteReader.Whole(item, path, file.Context) : null, required: true),
        _ => file.List<SiteEntry>("sites", (_, _) => null),
    };

    private static IEnumerable<string> Slugs(ObjectReader file) =>
        file.Any("sites") is { ValueKind: JsonValueKind.Array } sites ? sites.EnumerateArray().Select(Slug).OfType<string>() : [];

    private static string? Slug(JsonElement site) =>
        site.ValueKind == JsonValueKind.Object && site.TryGetProperty("slug", out var slug) && slug.ValueKind == JsonValueKind.String
            ? slug.GetString()
            : null;
}
