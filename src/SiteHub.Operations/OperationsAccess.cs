namespace SiteHub.Operations;

/// <summary>Authorisation policies that each role defines in its own terms: scopes and roles at the hub, roles at a site.</summary>
public static class OperationsAccess
{
    /// <summary>May look at links, webhooks and deliveries.</summary>
    public const string See = "operations.see";

    /// <summary>May retry, discard, resume and change.</summary>
    public const string Mend = "operations.mend";
}
