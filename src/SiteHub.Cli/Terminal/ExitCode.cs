namespace SiteHub.Cli.Terminal;

/// <summary>What a script that runs `sitehub` can tell apart.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>Something that ran ended by itself, or could not start.</summary>
    public const int Failed = 1;

    /// <summary>The configuration has faults.</summary>
    public const int Configuration = 2;

    /// <summary>A port or a data folder is another's.</summary>
    public const int Taken = 3;

    /// <summary>The hub does not answer, or refuses.</summary>
    public const int NoAnswer = 4;
}
