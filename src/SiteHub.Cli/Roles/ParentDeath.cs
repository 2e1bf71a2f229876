using System.Globalization;
using System.Runtime.InteropServices;

namespace SiteHub.Cli.Roles;

/// <summary>
/// A role ends with the `up` that started it, however that ended, and at once: until it has, its port and folder are not free for the next start. On Linux the
/// system sees to it; elsewhere the end of its standard input does.
/// </summary>
internal static partial class ParentDeath
{
    private const int SetParentDeathSignal = 1;
    private const int Kill = 9;

    /// <param name="parent">who started this process</param>
    /// <returns>false: it is gone already</returns>
    public static bool EndWith(string parent)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        _ = Control(SetParentDeathSignal, Kill, 0, 0, 0);

        // It may have died before the system was told.
        return !int.TryParse(parent, CultureInfo.InvariantCulture, out var id) || Parent() == id;
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int option, nuint argument, nuint second, nuint third, nuint fourth);

    [LibraryImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Parent();
}
