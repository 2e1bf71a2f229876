using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Tokens;

namespace SiteHub.Agent.Links;

/// <summary>Lets the hub use this site's link: its token must be its own, for this site alone, and for links.</summary>
internal sealed class HubGuard(SiteOptions site, HubKeySet keys, RememberedTokens remembered) : ILinkGuard
{
    public const string LinkScope = "sitehub.link";

    private const string Scheme = "Bearer ";

    public static string Audience(string slug) => $"sitehub:site:{slug}";

    public async ValueTask<LinkAdmission> Admit(HttpContext http, string link)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return LinkAdmission.Unauthorized("Send the hub's bearer token for this site.");
        }

        if (link != site.Site.Slug)
        {
            return LinkAdmission.Forbidden($"This is the site {site.Site.Slug}.");
        }

        var token = header[Scheme.Length..].Trim();
        var generation = remembered.Generation;
        if (remembered.Find(token) is not { } known)
        {
            var check = await keys.ValidateAsync(token, http.RequestAborted);
            if (check.Token is not { } valid)
            {
                return check.KeysKnown ? LinkAdmission.Unauthorized(check.Refusal!) : LinkAdmission.Unavailable(check.Refusal!);
            }

            var scopes = valid.TryGetPayloadValue<string>("scope", out var scope) ? scope.Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
            known = new RememberedToken(valid.Subject, valid.Subject, scopes, new DateTimeOffset(valid.ValidTo, TimeSpan.Zero), new ClaimsPrincipal(new ClaimsIdentity(valid.Claims)));
            remembered.Remember(token, known, generation);
        }

        return known.Permits(LinkScope) ? LinkAdmission.Admitted : LinkAdmission.Forbidden($"The token lacks the scope {LinkScope}.");
    }
}
