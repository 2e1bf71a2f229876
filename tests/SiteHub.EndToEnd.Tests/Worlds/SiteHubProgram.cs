namespace SiteHub.EndToEnd.Tests.Worlds;

/// <summary>The program under test, as it was built.</summary>
internal static class SiteHubProgram
{
    private static readonly string Library = Find();

    public static Task<Spawned> StartAsync(string folder, params IEnumerable<string> arguments) =>
        Spawned.StartAsync("dotnet", arguments.Prepend(Library), folder, ("DOTNET_NOLOGO", "1"), ("NO_COLOR", "1"));

    /// <summary>Next to it lies all that users get with it, so not the copy beside the tests.</summary>
    private static string Find()
    {
        var framework = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var configuration = Path.GetFileName(Path.GetDirectoryName(framework))!;
        return Repository.File(Path.Combine("src", "SiteHub.Cli", "bin", configuration, Path.GetFileName(framework), "sitehub.dll"));
    }
}
