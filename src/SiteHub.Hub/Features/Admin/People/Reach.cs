namespace SiteHub.Hub.Features.Admin.People;

/// <summary>How far an operator or auditor sees, as a form says it. All sites is a choice of its own: a field that is missing must not mean it.</summary>
internal static class Reach
{
    public const string All = "all";
    public const string Chosen = "chosen";

    public const string Fault = "Choose all sites, or at least one of them, and not both: nothing is saved.";

    /// <summary>Sites are ticked while all are chosen, or none is while some are to be: neither is guessed.</summary>
    public static bool IsUnclear(string? reach, string[] sites) => reach == All ? sites.Length > 0 : reach == Chosen && sites.Length == 0;

    /// <returns>none: every site; null: as before</returns>
    public static string[]? Sites(string? reach, string[] sites) => reach == All ? [] : sites.Length > 0 ? sites : null;
}
