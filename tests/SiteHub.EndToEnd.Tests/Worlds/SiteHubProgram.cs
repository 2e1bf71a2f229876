namespace SiteHub.EndToEnd.Tests.Worlds;

/// <summary>The program under test: as <c>tests/run.sh</c> compiled it ahead of time, which halves what a start costs, or else as it was built.</summary>
internal static class SiteHubProgram
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("SITEHUB_TESTS_PROGRAM") is { Length: > 0 } ready ? ready : Built();

    /// <summary>As a person at a terminal starts it.</summary>
    public static string Executable { get; } = Path.Combine(Folder, OperatingSystem.IsWindows() ? "sitehub.exe" : "sitehub");

    public static Task<Spawned> StartAsync(string folder, params IEnumerable<string> arguments) =>
        Spawned.StartAsync("dotnet", arguments.Prepend(Path.Combine(Folder, "sitehub.dll")), folder, ("DOTNET_NOLOGO", "1"), ("NO_COLOR", "1"));

    /// <summary>Next to it lies all that users get with it, so not the copy beside the tests.</summary>
    private static string Built()
    {
        var framework = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var configuration = Path.GetFileName(Path.GetDirectoryName(framework))!;
        return Repository.File(Path.Combine("src", "SiteHub.Cli", "bin", configuration, Path.GetFileName(framework)));
    }
}
