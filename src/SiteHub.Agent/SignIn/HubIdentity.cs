using System.Globalization;
using System.Security.Claims;
using SiteHub.Operations.Values;

namespace SiteHub.Agent.SignIn;

/// <summary>Whom the hub says this is; its signature is checked already.</summary>
/// <param name="Issuer">the hub</param>
/// <param name="Subject">never given to another, unlike an e-mail address</param>
/// <param name="Sid">the session at the hub, which ends this one with it</param>
/// <param name="Email">null unless the hub has verified it</param>
/// <param name="Name">what people call them</param>
/// <param name="Roles">what the hub lets them be at this site</param>
/// <param name="Locale">the language they asked for, such as <c>de</c></param>
/// <param name="Issued">when the hub said so, by its own clock and in whole seconds</param>
internal sealed record HubIdentity(string Issuer, string Subject, string? Sid, string? Email, string? Name, IReadOnlyList<string> Roles, string? Locale, DateTimeOffset Issued)
{
    public static HubIdentity Of(ClaimsPrincipal principal, string issuer) => new(
        issuer,
        principal.FindFirstValue("sub")!,
        principal.FindFirstValue("sid"),
        string.Equals(principal.FindFirstValue("email_verified"), "true", StringComparison.OrdinalIgnoreCase) ? EmailAddress.Parse(principal.FindFirstValue("email"))?.Text : null,
        PersonName.Parse(principal.FindFirstValue("name"))?.Text,
        [.. principal.FindAll("roles").Select(static claim => claim.Value)],
        principal.FindFirstValue("locale"),
        long.TryParse(principal.FindFirstValue("iat"), NumberStyles.None, CultureInfo.InvariantCulture, out var issued) && issued < 100_000_000_000 ? DateTimeOffset.FromUnixTimeSeconds(issued) : DateTimeOffset.MinValue);
}
