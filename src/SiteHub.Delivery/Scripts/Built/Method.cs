namespace SiteHub.Delivery.Scripts;

/// <summary>Something built in that can be called.</summary>
/// <param name="Form">how it is called, as messages and docs show it</param>
/// <param name="Least">the fewest arguments</param>
/// <param name="Most">the most; the arrow counts</param>
/// <param name="Body">what it does, having paid for it</param>
internal sealed record Method(string Form, int Least, int Most, BuiltIn Body)
{
    /// <summary>It takes an arrow, always first.</summary>
    public bool TakesCallback { get; init; }

    /// <summary>It does nothing without.</summary>
    public bool CallbackRequired { get; init; }

    /// <summary>A list may be spread into its arguments.</summary>
    public bool TakesSpread => Most == int.MaxValue;
}

/// <summary>The methods of texts, lists and numbers.</summary>
internal static class Methods
{
    public static bool Has(ValueKind kind, string name) => Find(kind, name) is not null;

    public static Method? Find(ValueKind kind, string name) => Of(kind)?.GetValueOrDefault(name);

    public static bool Known(string name) => TextMethods.All.ContainsKey(name) || ListMethods.All.ContainsKey(name) || NumberMethods.All.ContainsKey(name);

    public static IEnumerable<string> Names => TextMethods.All.Keys.Concat(ListMethods.All.Keys).Concat(NumberMethods.All.Keys).Distinct().Order(StringComparer.Ordinal);

    private static Dictionary<string, Method>? Of(ValueKind kind) => kind switch
    {
        ValueKind.Text => TextMethods.All,
        ValueKind.List => ListMethods.All,
        ValueKind.Number => NumberMethods.All,
        _ => null,
    };
}
