using System.Globalization;

namespace SiteHub.Agent.Documents.Bodies;

/// <summary>What messages about a row begin with. Needed for every row, shown for hardly any.</summary>
internal static class RowLabel
{
    private static readonly string[] First = [.. Enumerable.Range(0, 64).Select(Make)];

    public static string Of(int idx) => idx < First.Length ? First[idx] : Make(idx);

    private static string Make(int idx) => string.Create(CultureInfo.InvariantCulture, $"Row #{idx}:");
}
