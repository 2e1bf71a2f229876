using System.Security.Claims;

namespace SiteHub.Agent.SignIn.Sessions;

/// <summary>Somebody who is signed in, as they are this moment: roles and standing are read with the session, so that a change counts at once.</summary>
/// <param name="Id">what the cookie carries, and nothing else</param>
/// <param name="Sid">the session at the hub</param>
/// <param name="Email">the user of this site</param>
internal sealed record HubSession(string Id, string? Sid, string Email, string Name, string? Locale, IReadOnlyList<string> Roles)
{
    public const string IdClaim = "session";

    public const string LocaleClaim = "locale";

    public const string ShownName = "shown_name";

    /// <summary>What goes into the cookie.</summary>
    public static ClaimsPrincipal Ticket(string id) => new(new ClaimsIdentity([new Claim(IdClaim, id)], SignInSchemes.Session));

    public ClaimsPrincipal Principal()
    {
        var claims = new List<Claim> { new(IdClaim, Id), new(ClaimTypes.Name, Email), new(ShownName, Name) };
        claims.AddRange(Roles.Select(static role => new Claim(ClaimTypes.Role, role)));
        if (Locale is not null)
        {
            claims.Add(new Claim(LocaleClaim, Locale));
        }

        return new ClaimsPrincipal(new ClaimsIdentity(claims, SignInSchemes.Session));
    }
}
