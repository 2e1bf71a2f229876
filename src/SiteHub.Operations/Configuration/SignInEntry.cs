namespace SiteHub.Operations.Configuration;

/// <summary>How people sign in at a site through the hub.</summary>
/// <param name="StoreTokens">
/// Keep each person's tokens, sealed, so that the site can ask the hub in their name later. Without it the hub only says who they are.
/// </param>
/// <param name="LinkByEmail">
/// Somebody whom the hub knows by a verified e-mail address becomes the user that this site already has under it. Without it they are refused.
/// </param>
/// <param name="EmployeeRoles">Who has one of these roles from the hub is made an employee at first sign-in; everybody else a contact.</param>
public sealed record SignInEntry(bool StoreTokens, bool LinkByEmail, IReadOnlyList<string> EmployeeRoles)
{
    public static SignInEntry Default { get; } = new(StoreTokens: false, LinkByEmail: true, []);
}
