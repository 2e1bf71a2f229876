namespace SiteHub.Delivery.Scripts;

/// <summary>
/// What one run of a script may use. Everything is paid from one budget before it is made, so that a script has the same answer on every machine; time and
/// memory are looked at as well, should a price be wrong.
/// </summary>
internal static class ScriptBounds
{
    /// <summary>Characters of a source.</summary>
    public const int Source = 8 * 1024;

    /// <summary>Parts of a source inside one another, and lists and objects in a result.</summary>
    public const int Nesting = 64;

    /// <summary>One unit is about a character made or looked at.</summary>
    public const long Budget = 10_000_000;

    public const int Step = 16;
    public const int Text = 24;
    public const int Element = 16;
    public const int Member = 64;
    public const int Container = 160;

    /// <summary>Units between two looks at clock and memory.</summary>
    public const long Look = 50_000;

    /// <summary>The whole budget takes a tenth of this.</summary>
    public static readonly TimeSpan Time = TimeSpan.FromSeconds(2);

    /// <summary>Bytes allocated in a run, in all; the whole budget makes at most two thirds of it.</summary>
    public const long Memory = 56 * 1024 * 1024;
}
