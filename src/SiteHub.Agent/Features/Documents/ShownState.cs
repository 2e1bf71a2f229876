namespace SiteHub.Agent.Features.Documents;

internal static class ShownState
{
    /// <summary>The key of its text.</summary>
    public static string Of(int docStatus) => docStatus switch
    {
        0 => "Draft",
        1 => "Submitted",
        _ => "Cancelled",
    };
}
