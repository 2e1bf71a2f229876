namespace SiteHub.Hub.People;

/// <summary>Roles at the hub itself. Sites' employees and customers' members have none of them.</summary>
public static class HubRoles
{
    /// <summary>May do everything, also to people and their rights.</summary>
    public const string Administrator = "administrator";

    /// <summary>Runs links, webhooks, sites and customers.</summary>
    public const string Operator = "operator";

    /// <summary>Sees everything, changes nothing.</summary>
    public const string Auditor = "auditor";

    public static IReadOnlyList<string> All { get; } = [Administrator, Operator, Auditor];
}
