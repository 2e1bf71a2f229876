using System.Security.Cryptography;
using System.Text.Json;
using SiteHub.Cli.Terminal;
using SiteHub.Delivery.Secrets;
using SiteHub.Operations.Configuration;

namespace SiteHub.Cli.Data;

/// <summary>
/// The secrets of links that the configuration gives none: made by `up` at a site's first start, in a file that only its owner may read.
/// Roles read it themselves, so that no secret passes through an argument or an environment that others could list.
/// </summary>
internal sealed class LinkKeys(string path)
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private sealed record Pair(string Secret, string ClientSecret);

    /// <summary>Makes what is missing.</summary>
    public void Ensure(IEnumerable<SiteEntry> sites)
    {
        var pairs = Read();
        var missing = sites.Where(s => s.Link is null && !pairs.ContainsKey(s.Slug)).Select(s => s.Slug).ToList();
        foreach (var slug in missing)
        {
            pairs[slug] = new Pair(LinkSecrets.Generate().Reveal(), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        }

        if (missing.Count > 0)
        {
            OwnerFile.Replace(path, JsonSerializer.Serialize(pairs, Indented));
        }
    }

    /// <summary>The site with its link: the configuration's own, else the one made here.</summary>
    public SiteEntry With(SiteEntry site)
    {
        if (site.Link is not null)
        {
            return site;
        }

        return Read().TryGetValue(site.Slug, out var pair)
            ? site with { Link = new LinkEntry(new Secret(pair.Secret), new Secret(pair.ClientSecret)) }
            : throw new StopException(
                ExitCode.Configuration,
                $"Site {site.Slug} has no link: hub and site do not know how to trust each other.",
                "Give both the same in the configuration: \"link\": { \"secret\": …, \"clientSecret\": … } (docs/sites.schema.json says how to make them).",
                $"On one machine `sitehub up` makes them; {path} has none for this site yet.");
    }

    private Dictionary<string, Pair> Read()
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<Dictionary<string, Pair>>(File.ReadAllText(path), Indented) ?? [] : [];
        }
        catch (JsonException)
        {
            throw new StopException(
                ExitCode.Configuration, $"{path} is damaged.", "Bring it back from a backup: the hub and its sites know each other by what it held.");
        }
    }
}
