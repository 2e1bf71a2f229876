namespace SiteHub.Operations;

/// <summary>Authorisation policies that each role defines in its own terms: scopes and roles at the hub, roles at a site.</summary>
public static class OperationsAccess
{
    /// <summary>May look at links, webhooks and deliveries.</summary>
    public const string See = "operations.see";

    /// <summary>May retry, discard, resume and change.</summary>
    public const string Mend = "operations.mend";

    /// <summary>The same for people in a browser: may look at the console.</summary>
    public const string SeePages = "operations.pages.see";

    /// <summary>May retry, discard, resume and change there.</summary>
    public const string MendPages = "operations.pages.mend";

    /// <summary>May see and change the accounts of people and the jobs of the role itself.</summary>
    public const string AdministerPages = "operations.pages.administer";
}
