using SiteHub.Cli.Terminal;

namespace SiteHub.Cli.Roles;

/// <summary>
/// One process per data folder: two that append to the same log, each with its own idea of what it has sent, would end in a new epoch each.
/// The system lets go of the lock with the process, however it ends.
/// </summary>
internal static class FolderLock
{
    private const string Name = "running";

    /// <summary>Somebody runs from it just now, or still ends.</summary>
    public static bool IsHeld(string folder)
    {
        try
        {
            if (File.Exists(Path.Combine(folder, Name)))
            {
                Open(folder).Dispose();
            }

            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public static IDisposable Take(string folder, string role)
    {
        try
        {
            return Open(folder);
        }
        catch (IOException e)
        {
            throw new StopException(
                ExitCode.Taken,
                $"{folder} is in use: {role} runs from it already.",
                "Stop the other process, or give this one a folder of its own with --data DIR.",
                e.Message);
        }
    }

    private static FileStream Open(string folder) => new(Path.Combine(folder, Name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
}
