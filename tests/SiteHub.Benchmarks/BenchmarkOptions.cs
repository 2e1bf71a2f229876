using System.Globalization;

namespace SiteHub.Benchmarks;

/// <param name="Scenario">which one</param>
/// <param name="Seconds">how long each measured stretch lasts; scenarios of a fixed amount of work do not look at it</param>
/// <param name="Json">where the result is written as well</param>
/// <param name="Documents">how many, where a scenario is about a great many; null: as many as its target says</param>
/// <param name="Beside">another build's program, measured by turns with this one, where the scenario does that; a machine's moods then meet both</param>
/// <param name="Data">where the databases go: it must lie on a real disk, since the syncs to it are part of what is measured</param>
internal sealed record BenchmarkOptions(string Scenario, int Seconds, string? Json, string Data, int? Documents = null, string? Beside = null)
{
    private const string Usage = "Usage: SiteHub.Benchmarks SCENARIO [--seconds N] [--json FILE] [--data FOLDER] [--documents N] [--beside PROGRAM]";

    /// <exception cref="FormatException">the message says what is wrong and how it should be</exception>
    public static BenchmarkOptions Parse(IReadOnlyList<string> args)
    {
        var options = new BenchmarkOptions("", 10, null, Path.Combine(".sitehub", "benchmarks"));
        for (var i = 0; i < args.Count; i++)
        {
            options = (args[i], i + 1 < args.Count ? args[i + 1] : null) switch
            {
                ("--seconds", { } value) when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 => options with { Seconds = seconds },
                ("--documents", { } value) when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var documents) && documents > 0 => options with { Documents = documents },
                ("--json", { } value) => options with { Json = value },
                ("--beside", { } value) => options with { Beside = Path.GetFullPath(value) },
                ("--data", { } value) => options with { Data = value },
                ({ } name, _) when !name.StartsWith('-') && options.Scenario.Length == 0 => options with { Scenario = name },
                _ => throw new FormatException($"'{args[i]}' is not understood. {Usage}"),
            };
            i += args[i].StartsWith("--", StringComparison.Ordinal) ? 1 : 0;
        }

        return options.Scenario.Length > 0 ? options : throw new FormatException(Usage);
    }
}
