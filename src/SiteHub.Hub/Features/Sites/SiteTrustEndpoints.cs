using System.Buffers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Enrolment;
using SiteHub.Hub.Identity;
using SiteHub.Operations.Problems;
using SiteHub.Operations.Values;
using SiteHub.Protocol.Links;

namespace SiteHub.Hub.Features.Sites;

/// <summary>Makes sites known, lets them enrol, has their keys renewed, and sends them away.</summary>
internal static class SiteTrustEndpoints
{
    public static IEndpointRouteBuilder MapSiteTrust(this IEndpointRouteBuilder app)
    {
        var sites = app.MapGroup("/api/v1/sites").RequireScope(HubScopes.Admin).WithTags("Sites");
        sites.MapPost("", Create).WithSummary("Makes a site known, and gives a code by which it enrols: once, within an hour");
        sites.MapPost("/{site}/code", Code).WithSummary("Another code: for the first enrolment, or for new keys after a restore or a loss; the link's history stays");
        sites.MapPost("/{site}/rotate", Rotate).WithSummary("Has the site renew its key and the link's secret; the order goes over the link");
        sites.MapPost("/{site}/revoke", Revoke).WithSummary("Ends the trust at once, and tells the site");
        sites.MapPut("/{site}/member-tokens", Reach).WithSummary("How far the tokens reach that members are given for this site: thisSite, or allSites where the member agrees too; counts at once");
        sites.MapDelete("/{site}", Remove).WithSummary("Takes a site away with everything that the hub has of it; one that the configuration names is taken out there first");
        return app;
    }

    internal static async Task<IResult> Remove(string site, HttpContext http, SiteRemoval removal, CancellationToken cancellationToken) => await removal.Remove(site, Actor.Of(http), cancellationToken) switch
    {
        RemovalOutcome.Removed => TypedResults.NoContent(),
        RemovalOutcome.Declared => new Problem(StatusCodes.Status409Conflict, "declared", $"Site {site} stands in the configuration file: take it out there, and start the hub anew; then remove it here."),
        _ => Unknown(site),
    };

    internal static async Task<IResult> Reach(string site, ReachRequest request, HttpContext http, MemberReach reach, CancellationToken cancellationToken) =>
        MemberReach.Parse(request.MemberTokens) is not { } tokens
            ? Problem.Invalid([new Fault("memberTokens", request.MemberTokens, "thisSite or allSites")])
            : await reach.Set(site, tokens, Actor.Of(http), cancellationToken) ? TypedResults.NoContent() : Unknown(site);

    internal static async Task<IResult> Create(SiteRequest request, HttpContext http, Database database, EnrolmentCodes codes, AuditTrail audit, CancellationToken cancellationToken)
    {
        var faults = new List<Fault>();
        if (Slug.Parse(request.Slug) is null || request.Slug == "hub")
        {
            faults.Add(new Fault("slug", request.Slug, Slug.Expected + ", and not hub"));
        }

        var url = WebAddress.Root(request.Url);
        if (url is null)
        {
            faults.Add(new Fault("url", request.Url, "how others reach the site: scheme, host, perhaps a port, nothing behind it"));
        }

        var name = ShownText.Of(request.Name, PersonName.Longest);
        if (name is null && !string.IsNullOrWhiteSpace(request.Name))
        {
            faults.Add(new Fault("name", request.Name, PersonName.Expected));
        }

        if (faults.Count > 0)
        {
            return Problem.Invalid(faults);
        }

        var by = Actor.Of(http);
        var made = await database.Writer.Write(
            session =>
            {
                if (session.Execute("INSERT INTO site (slug, name, url, origin) VALUES ($1, $2, $3, 'api') ON CONFLICT DO NOTHING", request.Slug, name ?? request.Slug, url!.AbsoluteUri) == 0)
                {
                    return false;
                }

                audit.Append(session, new AuditEntry(by, "site.created", request.Slug));
                return true;
            },
            cancellationToken);
        return made
            ? TypedResults.Created("/api/v1/sites", new CodeAnswer(request.Slug!, await codes.Give(request.Slug!, by, cancellationToken), (int)EnrolmentCodes.Lifetime.TotalSeconds))
            : new Problem(StatusCodes.Status409Conflict, "already-there", $"There is a site {request.Slug} already; POST /api/v1/sites/{request.Slug}/code gives it another code.");
    }

    internal static async Task<IResult> Code(string site, HttpContext http, Database database, EnrolmentCodes codes, CancellationToken cancellationToken) =>
        database.Read(session => session.Long("SELECT 1 FROM site WHERE slug = $1", site)) is null
            ? Unknown(site)
            : TypedResults.Ok(new CodeAnswer(site, await codes.Give(site, Actor.Of(http), cancellationToken), (int)EnrolmentCodes.Lifetime.TotalSeconds));

    internal static async Task<IResult> Rotate(string site, HttpContext http, Database database, LinkLog log, AuditTrail audit, CancellationToken cancellationToken)
    {
        var by = Actor.Of(http);
        var ordered = await database.Writer.Write(
            session =>
            {
                if (session.Long("SELECT 1 FROM enrolment WHERE site = $1 AND secret IS NOT NULL AND revoked IS NULL", site) is null)
                {
                    return false;
                }

                log.Append(session, site, LinkEventTypes.SiteRotate, "{}"u8.ToArray());
                audit.Append(session, new AuditEntry(by, "site.rotation_ordered", site));
                return true;
            },
            cancellationToken);
        return ordered
            ? TypedResults.Accepted("/api/v1/sites")
            : new Problem(StatusCodes.Status409Conflict, "not-enrolled", $"Site {site} is not enrolled: its secrets, if it has any, stand in the configuration, and are changed there.");
    }

    internal static async Task<IResult> Revoke(string site, HttpContext http, Enrolling enrolling, SiteReach reach, CancellationToken cancellationToken)
    {
        if (!await enrolling.Revoke(site, Actor.Of(http), cancellationToken))
        {
            return new Problem(StatusCodes.Status409Conflict, "not-enrolled", $"Site {site} is not enrolled. One that the configuration declares is taken out there.");
        }

        return TypedResults.Ok(new RevokedAnswer(site, await reach.TellRevoked(site, cancellationToken)));
    }

    private static Problem Unknown(string site) => new(StatusCodes.Status404NotFound, "not-found", $"There is no site '{site}'; GET /api/v1/sites lists them.");

    internal sealed record ReachRequest(string? MemberTokens);

    internal sealed record SiteRequest(string? Slug, string? Name, string? Url);

    /// <param name="ExpiresIn">seconds</param>
    internal sealed record CodeAnswer(string Site, string Code, int ExpiresIn);

    /// <param name="Told">whether the site was reached and has stopped by itself; else it stops when its tokens end, within five minutes</param>
    internal sealed record RevokedAnswer(string Site, bool Told);
}
