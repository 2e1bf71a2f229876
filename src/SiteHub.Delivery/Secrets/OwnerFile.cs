using System.Text;

namespace SiteHub.Delivery.Secrets;

/// <summary>Small files that only their owner may read, written whole or not at all.</summary>
public static class OwnerFile
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const int PauseMilliseconds = 5;

    /// <summary>Ten seconds: nobody needs more than one of them.</summary>
    private const int MostTries = 2000;

    /// <summary>The text of a file; where there is none yet, it is made, and two processes that do so at once end up with the same.</summary>
    /// <exception cref="IOException">The file cannot be read or made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be read or made.</exception>
    public static string ReadOrCreate(string path, Func<string> text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var gate = path + ".lock";
        using var pause = new ManualResetEventSlim();
        for (var tries = 0; !File.Exists(path); tries++)
        {
            try
            {
                // A move that does not overwrite looks first and moves then, which two can do at once. The lock goes only after the file is there,
                // so that whoever still gets hold of it finds the file.
                using var alone = new FileStream(gate, Options(FileMode.OpenOrCreate));
                if (!File.Exists(path))
                {
                    Replace(path, text());
                }

                File.Delete(gate);
            }
            catch (IOException) when (tries < MostTries && (File.Exists(gate) || File.Exists(path)))
            {
                pause.Wait(PauseMilliseconds);
            }
        }

        return File.ReadAllText(path);
    }

    /// <summary>Puts a text in place of whatever the file held; a crash leaves the old or the new one.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be written.</exception>
    public static void Replace(string path, string text) => File.Move(Draft(path, text), path, overwrite: true);

    private static string Draft(string path, string text)
    {
        var draft = $"{path}.{Path.GetRandomFileName()}";
        using var stream = new FileStream(draft, Options(FileMode.CreateNew));
        stream.Write(Encoding.UTF8.GetBytes(text));
        stream.Flush(flushToDisk: true);
        return draft;
    }

    private static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            // Given at creation: set afterwards, there would be a moment in which others could open it.
            options.UnixCreateMode = Owner;
        }

        return options;
    }
}
