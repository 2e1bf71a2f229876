namespace SiteHub.Delivery.Scripts;

/// <summary>What scripts are given, by their use.</summary>
public static class ScriptNames
{
    /// <summary>A document.</summary>
    public static IReadOnlyList<string> Document { get; } = ["doc"];

    /// <summary>A document as it is, and as it was.</summary>
    public static IReadOnlyList<string> Change { get; } = ["doc", "before"];
}
