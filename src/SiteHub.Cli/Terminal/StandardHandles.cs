using System.Runtime.InteropServices;

namespace SiteHub.Cli.Terminal;

/// <summary>
/// A process that is started with its standard handles closed gives their numbers to the first files that it opens, and what it says would be written into these.
/// </summary>
internal static partial class StandardHandles
{
    private const int GetFlags = 1;
    private const int ReadAndWrite = 2;

    public static void Ensure()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        for (var handle = 0; handle <= 2; handle++)
        {
            if (Control(handle, GetFlags) < 0)
            {
                _ = Open("/dev/null", ReadAndWrite);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int handle, int command);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);
}
