namespace SiteHub.Delivery.Scripts;

/// <summary>What came of running a script: its value, or why there is none. A script never throws into its caller.</summary>
public abstract record ScriptOutcome<T>
{
    private ScriptOutcome()
    {
    }

    /// <summary>The script ended by itself, with this value.</summary>
    public sealed record Value(T Result) : ScriptOutcome<T>;

    /// <summary>It threw, or went beyond its bounds; <paramref name="Reason"/> can be shown to an operator and names the line where one is known.</summary>
    public sealed record Failed(string Reason) : ScriptOutcome<T>;
}
