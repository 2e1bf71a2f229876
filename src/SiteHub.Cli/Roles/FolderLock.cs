using SiteHub.Cli.Terminal;

namespace SiteHub.Cli.Roles;

/// <summary>
/// One process per data folder: two that append to the same log, each with its own idea of what it has sent, would end in a new epoch each.
/// The system lets go of the lock with the process, however it ends.
/// </summary>
internal static class FolderLock
{
    public static IDisposable Take(string folder, string role)
    {
        var path = Path.Combine(folder, "running");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
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
}
