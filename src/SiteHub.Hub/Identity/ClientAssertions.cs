using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using SiteHub.Delivery.Storage;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace SiteHub.Hub.Identity;

/// <summary>
/// What holds of every client's assertion beside its signature, whoever looks at that (RFC 7523, section 3): for this hub and nobody else, for five
/// minutes at most, and once. The times are held against the machine's clock, as the provider holds them.
/// </summary>
internal sealed class ClientAssertions(ProviderOptions identity, Database database)
{
    /// <summary>How long one may be good.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>By how much the client's clock may be off.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>By which one may be signed.</summary>
    public static IReadOnlyList<string> Algorithms { get; } = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSha256];

    private const int LongestId = 200;

    /// <returns>null: nothing is wrong with it; whether it was used before is another question</returns>
    public string? FaultOf(JsonWebToken assertion)
    {
        var now = TimeProvider.System.GetUtcNow();
        var issued = TimeOf(assertion, "iat") ?? now;
        return !Algorithms.Contains(assertion.Alg) ? $"A client assertion is signed with {string.Join(", ", Algorithms)}."
            : assertion.Audiences.ToList() is not [var audience] || audience != identity.Issuer.AbsoluteUri ? $"A client assertion is for {identity.Issuer.AbsoluteUri} alone (aud)."
            : assertion.Id is not { Length: > 0 and <= LongestId } ? $"A client assertion has an id of its own (jti), of up to {LongestId} characters."
            : TimeOf(assertion, "exp") is not { } expires ? "A client assertion says when it expires (exp)."
            : expires + Skew <= now || issued - Skew > now || TimeOf(assertion, "nbf") - Skew > now ? "The client assertion has expired, or is not good yet; see to the client's clock."
            : expires > issued + Longest ? "A client assertion is good for five minutes at most (iat, exp)."
            : null;
    }

    /// <summary>In the caller's transaction.</summary>
    /// <returns>false: it was used before</returns>
    public static bool Use(Session db, string clientId, JsonWebToken assertion) => db.Execute(
        "INSERT INTO used_assertion (client, jti, until) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", clientId, assertion.Id, new DateTimeOffset(assertion.ValidTo, TimeSpan.Zero) + Skew) > 0;

    public static int Trim(Session db, int most) => db.Execute(
        "DELETE FROM used_assertion WHERE (client, jti) IN (SELECT client, jti FROM used_assertion WHERE until < $1 LIMIT $2)", TimeProvider.System.GetUtcNow(), most);

    private static DateTimeOffset? TimeOf(JsonWebToken token, string claim) =>
        token.TryGetPayloadValue<double>(claim, out var seconds) && seconds is > 0 and < 100_000_000_000 ? DateTimeOffset.FromUnixTimeSeconds((long)seconds) : null;

    /// <summary>After the provider has verified whose it is.</summary>
    internal sealed class AtTheProvider(ClientAssertions assertions) : IOpenIddictServerHandler<ProcessAuthenticationContext>
    {
        public static int Order => OpenIddictServerHandlers.ValidateClientAssertion.Descriptor.Order + 500;

        public async ValueTask HandleAsync(ProcessAuthenticationContext context)
        {
            if (context is not { ClientAssertionPrincipal: { } client, ClientAssertion: { } text })
            {
                return;
            }

            var assertion = new JsonWebToken(text);
            var fault = assertions.FaultOf(assertion);
            if (fault is null && !await assertions.Database.Writer.Write(db => Use(db, client.GetClaim(OpenIddictConstants.Claims.Subject)!, assertion), context.CancellationToken))
            {
                fault = "The client assertion was used before (jti).";
            }

            if (fault is not null)
            {
                context.Reject(OpenIddictConstants.Errors.InvalidClient, fault);
            }
        }
    }

    /// <summary>RFC 7523 asks for no <c>typ</c>, and many libraries write none, or that it is a JWT. What it is for its place in the request says.</summary>
    internal sealed class Untyped : IOpenIddictServerHandler<ValidateTokenContext>
    {
        private static readonly string[] Types = ["client-authentication+jwt", "JWT"];

        public static int Order => OpenIddictServerHandlers.Protection.ResolveTokenValidationParameters.Descriptor.Order + 500;

        public ValueTask HandleAsync(ValidateTokenContext context)
        {
            if (context is { TokenValidationParameters: { } rules, ValidTokenTypes.Count: 1 } && context.ValidTokenTypes.Contains(OpenIddictConstants.TokenTypeIdentifiers.Private.ClientAssertion))
            {
                rules.TypeValidator = static (type, _, _) => string.IsNullOrEmpty(type) || Types.Contains(type, StringComparer.OrdinalIgnoreCase)
                    ? Types[0]
                    : throw new SecurityTokenInvalidTypeException($"A client assertion's typ is one of {string.Join(", ", Types)}, or is left out.");
            }

            return ValueTask.CompletedTask;
        }
    }

    private Database Database => database;
}
