using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using SiteHub.Operations.Problems;

namespace SiteHub.Hub.Identity;

/// <summary>Bearer tokens at the hub's own APIs (RFC 6750).</summary>
internal sealed class HubBearer(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, AccessTokens tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";

    /// <returns>the token of the header <c>Authorization</c>; empty if there is none. A view, not a copy: links come here by the thousand.</returns>
    public static ReadOnlyMemory<char> TokenOf(HttpRequest request)
    {
        var header = request.Headers.Authorization;
        return header.Count == 1 && header[0] is { } value && value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? value.AsMemory("Bearer ".Length).Trim()
            : default;
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var token = TokenOf(Request);
        if (token.IsEmpty)
        {
            return AuthenticateResult.NoResult();
        }

        if (await tokens.Check(token) is not { } found)
        {
            return AuthenticateResult.Fail("The token is not valid here.");
        }

        Context.Features.Set(found);
        return AuthenticateResult.Success(new AuthenticationTicket(found.Principal, Scheme.Name));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var refused = (await HandleAuthenticateOnceSafeAsync()).Failure is not null;
        Response.Headers[HeaderNames.WWWAuthenticate] = refused ? "Bearer error=\"invalid_token\"" : "Bearer";
        await new Problem(
            StatusCodes.Status401Unauthorized,
            "unauthorized",
            refused ? "The bearer token is wrong, expired, revoked or meant for another; fetch a new one from /connect/token." : "Send a bearer token; one is had from /connect/token.")
            .ExecuteAsync(Context);
    }
}
