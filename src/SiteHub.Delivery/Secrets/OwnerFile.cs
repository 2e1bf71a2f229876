using System.Text;

namespace SiteHub.Delivery.Secrets;

/// <summary>Small files that only their owner may read, written whole or not at all.</summary>
public static class OwnerFile
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The text of a file; where there is none yet, it is made, and two processes that do so at once end up with the same.</summary>
    /// <exception cref="IOException">The file cannot be read or made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be read or made.</exception>
    public static string ReadOrCreate(string path, Func<string> text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!File.Exists(path))
        {
            var draft = Draft(path, text());
            try
            {
                // A move that does not overwrite is what makes the first of two win; the other then reads the winner's.
                File.Move(draft, path, overwrite: false);
            }
            catch (IOException) when (File.Exists(path))
            {
                File.Delete(draft);
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
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            // Given at creation: set afterwards, there would be a moment in which others could open it.
            options.UnixCreateMode = Owner;
        }

        using var stream = new FileStream(draft, options);
        stream.Write(Encoding.UTF8.GetBytes(text));
        stream.Flush(flushToDisk: true);
        return draft;
    }
}
