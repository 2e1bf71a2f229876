using System.CommandLine;
using SiteHub.Cli.Terminal;

namespace SiteHub.Cli.Data;

/// <summary>The options that every command has.</summary>
internal static class CommonOptions
{
    private const string Own = "sites.json";
    private const string Sample = "sites.sample.json";

    public static Option<string?> Sites { get; } = new("--sites")
    {
        Description = $"The configuration file. Without it: {Own}, or where there is none {Sample}.",
        HelpName = "FILE",
        Recursive = true,
    };

    public static Option<string> Data { get; } = new("--data")
    {
        Description = "The folder that databases and generated keys are kept in.",
        HelpName = "DIR",
        DefaultValueFactory = _ => ".sitehub",
        Recursive = true,
    };

    public static string SitesFile(this ParseResult parsed)
    {
        if (parsed.GetValue(Sites) is { } named)
        {
            return named;
        }

        return new[] { Own, Sample }.FirstOrDefault(File.Exists) ?? throw new StopException(
            ExitCode.Configuration,
            $"There is neither {Own} nor {Sample} in {Directory.GetCurrentDirectory()}.",
            "Go to the folder that has one, or name another file with --sites FILE.");
    }

    public static DataFolder DataFolder(this ParseResult parsed) => new(parsed.GetValue(Data)!);
}
