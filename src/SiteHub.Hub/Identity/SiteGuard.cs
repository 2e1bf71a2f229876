using Microsoft.AspNetCore.Http;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Tokens;

namespace SiteHub.Hub.Identity;

/// <summary>Lets a site use its own link, and no other: its token must be its own client's, for itself, and for links.</summary>
internal sealed class SiteGuard(AccessTokens tokens) : ILinkGuard
{
    private static readonly ValueTask<LinkAdmission> Missing =
        new(LinkAdmission.Unauthorized("Send a bearer token; the site's client fetches one from the hub's /connect/token with the scope sitehub.link."));

    public ValueTask<LinkAdmission> Admit(HttpContext http, string link)
    {
        ArgumentNullException.ThrowIfNull(http);
        var token = HubBearer.TokenOf(http.Request);
        if (token.IsEmpty)
        {
            return Missing;
        }

        var check = tokens.Check(token);
        return check.IsCompletedSuccessfully ? new(Judge(check.Result, link)) : Wait(check, link);
    }

    private static async ValueTask<LinkAdmission> Wait(ValueTask<RememberedToken?> check, string link) => Judge(await check, link);

    private static LinkAdmission Judge(RememberedToken? token, string link) =>
        token is null
            ? LinkAdmission.Unauthorized("The bearer token is wrong, expired, revoked or meant for another.")
            : !IsOf(link, token.ClientId) || token.Subject != token.ClientId
                ? LinkAdmission.Forbidden($"The token is not that of the client {HubScopes.SiteClient(link)}.")
                : token.Permits(HubScopes.Link) ? LinkAdmission.Admitted : LinkAdmission.Forbidden($"The token lacks the scope {HubScopes.Link}.");

    private static bool IsOf(string link, string client) =>
        client.StartsWith(HubScopes.SiteClientPrefix, StringComparison.Ordinal) && client.AsSpan(HubScopes.SiteClientPrefix.Length).SequenceEqual(link);
}
