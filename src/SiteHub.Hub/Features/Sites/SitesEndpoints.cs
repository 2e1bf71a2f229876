using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Identity;

namespace SiteHub.Hub.Features.Sites;

internal static class SitesEndpoints
{
    public static IServiceCollection AddSites(this IServiceCollection services) => services.AddSingleton<DeclaredSites>().AddSingleton<SiteRemoval>().AddTransient<SiteJobs>().AddHostedService<SiteJobs.Clock>();

    public static IEndpointRouteBuilder MapSites(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/sites", List).RequireScope(HubScopes.Read).WithTags("Sites").WithSummary("The sites, and what each says it publishes");
        app.MapPost("/api/v1/sites/{site}/resync", SiteResyncOrder.HandleAsync)
            .RequireScope(HubScopes.Admin)
            .WithTags("Sites")
            .WithSummary("Asks a site to tell its publications, or one of them, from the start");
        return app.MapSiteTrust();
    }

    internal static Ok<SitesAnswer> List(Database database) =>
        TypedResults.Ok(new SitesAnswer(database.Read(static session => session.Many(
            """
            SELECT slug, name, url, origin, removed, catalogue, catalogue_at,
                (SELECT count(*) FROM document WHERE document.site = site.slug AND state = 0),
                e.enrolled, e.rotated, e.revoked, member_tokens
            FROM site LEFT JOIN enrolment e ON e.site = site.slug ORDER BY slug
            """,
            Map))));

    private static SiteItem Map(Row row) =>
        new(
            row.Text(0),
            row.Text(1),
            row.Text(2),
            row.Text(3),
            row.TimeOrNull(4),
            row.Long(7),
            row.IsNull(5) ? null : JsonSerializer.Deserialize<JsonElement>(row.Bytes(5)),
            row.TimeOrNull(6))
        {
            Enrolled = row.TimeOrNull(8),
            Rotated = row.TimeOrNull(9),
            Revoked = row.TimeOrNull(10),
            MemberTokens = row.Text(11),
        };

    internal sealed record SitesAnswer(IReadOnlyList<SiteItem> Sites);

    /// <param name="Slug">the site's name in addresses</param>
    /// <param name="Name">the company</param>
    /// <param name="Url">where the site is</param>
    /// <param name="Origin">"file": from sites.json</param>
    /// <param name="Removed">when it was taken from there; its documents stay</param>
    /// <param name="Documents">how many the hub holds of it</param>
    /// <param name="Catalogue">its DocTypes and publications, as it told them last</param>
    /// <param name="CatalogueAt">when that was</param>
    internal sealed record SiteItem(string Slug, string Name, string Url, string Origin, DateTimeOffset? Removed, long Documents, JsonElement? Catalogue, DateTimeOffset? CatalogueAt)
    {
        /// <summary>When it was; null: not, or its secrets stand in the configuration.</summary>
        public DateTimeOffset? Enrolled { get; init; }

        /// <summary>When its key and the link's secret were last renewed.</summary>
        public DateTimeOffset? Rotated { get; init; }

        public DateTimeOffset? Revoked { get; init; }

        /// <summary>"thisSite" or "allSites": how far the tokens reach that members are given for it.</summary>
        public required string MemberTokens { get; init; }
    }
}
