namespace SiteHub.Operations.Configuration;

public enum UserKind
{
    Employee,

    /// <summary>Somebody at a customer's.</summary>
    Contact,
}

/// <summary>Somebody known to a site. The key is what <c>Authorization: token key:secret</c> carries.</summary>
public sealed record UserEntry(string Email, UserKind Kind, IReadOnlyList<string> Roles, ApiKeyEntry? ApiKey);

public sealed record ApiKeyEntry(string Key, Secret Secret);
