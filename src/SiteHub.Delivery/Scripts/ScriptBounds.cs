namespace SiteHub.Delivery.Scripts;

/// <summary>What one run of a script may use. Statements and memory are counted, hence the same on every machine; time is the backstop.</summary>
internal static class ScriptBounds
{
    public const int Statements = 100_000;
    public const int Recursion = 64;
    public const uint ArrayLength = 100_000;
    public const int JsonDepth = 64;

    /// <summary>Bytes allocated in a run, in all: a document may itself be 1 MiB.</summary>
    public const long Memory = 16 * 1024 * 1024;

    public static readonly TimeSpan Time = TimeSpan.FromMilliseconds(50);

    /// <summary>A machine may take 50 ms away from an innocent script (a collection, a first call, a busy neighbour): such a run is done again, once, with this.</summary>
    public static readonly TimeSpan SecondTime = TimeSpan.FromMilliseconds(500);
}
