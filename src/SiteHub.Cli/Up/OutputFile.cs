using System.Globalization;
using System.Text;

namespace SiteHub.Cli.Up;

/// <summary>
/// Where a role's output goes. A line that cannot be written is dropped and counted, for whoever stops reading a role's output stops the role; once there is room
/// again the file says how many are missing.
/// </summary>
internal sealed class OutputFile(string path, TimeProvider time) : IDisposable
{
    private const long Longest = 10 * 1024 * 1024;

    private static readonly TimeSpan OpenAgainAfter = TimeSpan.FromSeconds(1);

    private FileStream? _file;
    private long _missing;
    private long _tried;

    public void Write(string line)
    {
        try
        {
            if (!Open())
            {
                _missing++;
                return;
            }

            if (_missing > 0)
            {
                Put(string.Create(CultureInfo.InvariantCulture, $"({_missing:N0} lines are missing here: they could not be written.)"));
                _missing = 0;
            }

            Put(line);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _missing++;
        }
    }

    public void Dispose() => _file?.Dispose();

    /// <summary>Goes on in the file that there is, since what a role said before it ended is what people look for; a long one is put aside.</summary>
    private bool Open()
    {
        if (_file is not null)
        {
            return true;
        }

        if (_tried != 0 && time.GetElapsedTime(_tried) < OpenAgainAfter)
        {
            return false;
        }

        _tried = time.GetTimestamp();
        if (new FileInfo(path) is { Exists: true, Length: > Longest })
        {
            File.Move(path, Path.ChangeExtension(path, ".1.log"), overwrite: true);
        }

        // Without a buffer of its own: what could not be written must not come again with the next line.
        _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return true;
    }

    private void Put(string line) => _file!.Write(Encoding.UTF8.GetBytes(line + Environment.NewLine));
}
