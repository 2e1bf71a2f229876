namespace SiteHub.EndToEnd.Tests;

/// <summary>The files that a user of the repository sees, wherever the tests run from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string File(string path) => Path.Combine(Root, path);

    private static string Find(string folder) =>
        System.IO.File.Exists(Path.Combine(folder, "SiteHub.sln"))
            ? folder
            : Find(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("SiteHub.sln is in none of the folders above the tests."));
}
