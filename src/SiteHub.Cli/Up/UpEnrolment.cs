using System.Text.Json;
using SiteHub.Cli.Api;
using SiteHub.Cli.Data;
using SiteHub.Cli.Roles;
using SiteHub.Cli.Terminal;
using SiteHub.Operations.Configuration;

namespace SiteHub.Cli.Up;

/// <summary>Once the hub runs, enrols the sites that have no secrets in the configuration and are not enrolled, as their operators would.</summary>
internal sealed class UpEnrolment(SitesFile file, DataFolder data, Screen screen)
{
    public async Task Run(CancellationToken cancellationToken)
    {
        if (file.Sites.All(static site => site.Link is not null))
        {
            return;
        }

        using var hub = RoleApi.Of(file.Hub!);
        using var answer = await hub.Ask<JsonDocument>(HttpMethod.Get, "/api/v1/sites", RoleApi.Read, "its sites", cancellationToken);
        var known = answer!.RootElement.GetProperty("sites").EnumerateArray().ToDictionary(static site => site.GetProperty("slug").GetString()!);
        foreach (var site in file.Sites.Where(static site => site.Link is null))
        {
            if (Has(known[site.Slug], "revoked"))
            {
                screen.Warn($"Site {site.Slug} is revoked. It runs by itself until it enrols again: sitehub sites code {site.Slug}");
                continue;
            }

            var masterKey = data.MasterKeyOf(site.Slug, site.Url, site.MasterKey);
            if (Has(known[site.Slug], "enrolled") && EnrolmentFile.Load(site.Slug, data.Of(site.Slug), masterKey) is not null)
            {
                continue;
            }

            using var code = await hub.Ask<JsonDocument>(HttpMethod.Post, $"/api/v1/sites/{site.Slug}/code", RoleApi.Admin, "a code", cancellationToken);
            await SiteEnroller.Run(file.Hub!.Url, site.Slug, code!.RootElement.GetProperty("code").GetString()!, data.Of(site.Slug), masterKey, static _ => { }, cancellationToken);
            screen.Quiet($"Site {site.Slug} is enrolled.");
        }
    }

    private static bool Has(JsonElement site, string member) => site.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String;
}
