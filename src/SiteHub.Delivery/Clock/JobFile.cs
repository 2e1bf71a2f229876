using Hangfire.Storage;
using Hangfire.Storage.SQLite;
using Microsoft.Data.Sqlite;
using SiteHub.Delivery.Storage.Sqlite;
using SQLite;

namespace SiteHub.Delivery.Clock;

/// <summary>
/// The file in which a role keeps its jobs. It is no truth: whatever is lost with it is armed again from the rows. So it is opened without waiting for the
/// disk at each commit, and thrown away when it cannot be read.
/// </summary>
internal sealed class JobFile(string path) : IDisposable
{
    private const int MostUnread = 3;

    private readonly string _opening = Guid.NewGuid().ToString("N");

    private int _unread;
    private long? _schema;
    private OpenedFile? _opened;

    public string Path => path;

    /// <summary>Where one that was lost or damaged is put; the one before it is overwritten.</summary>
    public string Aside => System.IO.Path.ChangeExtension(path, ".damaged" + System.IO.Path.GetExtension(path));

    /// <summary>Opens it, and makes it if it is missing. Nobody else has it open: the role holds its folder.</summary>
    public SQLiteStorage Open()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        SqliteSession.Prepare(path);
        var storage = new SQLiteStorage(
            new SQLiteDbConnectionFactory(Connect),
            new SQLiteStorageOptions
            {
                QueuePollInterval = TimeSpan.FromMilliseconds(200),

                // Whoever fetched a job and died is known at the next start; until then a long one must not be begun by another.
                InvisibilityTimeout = TimeSpan.FromDays(7),
                CountersAggregateInterval = TimeSpan.FromMinutes(1),
            });
        try
        {
            using var session = new SqliteSession(path, readOnly: false);
            JobTidying.AfterStart(session);
            session.Execute("CREATE TABLE IF NOT EXISTS opening (token TEXT NOT NULL)");
            session.Execute("DELETE FROM opening");
            session.Execute("INSERT INTO opening (token) VALUES ($1)", _opening);
            _schema = session.Long("PRAGMA schema_version");
            _opened = new OpenedFile(path);
            return storage;
        }
        catch
        {
            storage.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Whether the file is still the one that was opened. One that was deleted or replaced goes on to serve those who have it open, who notice nothing, so
    /// it is looked at by its name, with a connection of its own.
    /// </summary>
    /// <param name="whole">reads all of it</param>
    public bool IsSound(bool whole)
    {
        try
        {
            // The log beside it is there as long as anybody has the file open.
            if (!File.Exists(path) || !File.Exists(path + "-wal") || _opened is { IsThere: false } || !HasHeading())
            {
                return false;
            }

            using var session = new SqliteSession(path, readOnly: true);
            var sound = session.Text("SELECT token FROM opening") == _opening && session.Long("PRAGMA schema_version") == _schema && (!whole || session.Text("PRAGMA quick_check(1)") == "ok");
            _unread = 0;
            return sound;
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SQLitePCL.raw.SQLITE_IOERR)
        {
            // A disk that comes back, or a log that was cut under a file that stands: it shows by lasting.
            return ++_unread < MostUnread;
        }
        catch (SqliteException e)
        {
            return !IsDamage(e.SqliteErrorCode);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Out of handles, say: that tells nothing of the file.
            return true;
        }
    }

    public void Dispose() => _opened?.Dispose();

    public void PutAside()
    {
        foreach (var ending in new[] { "", "-wal", "-shm" })
        {
            if (Directory.Exists(Aside + ending))
            {
                Directory.Delete(Aside + ending, recursive: true);
            }

            if (Directory.Exists(path + ending))
            {
                File.Delete(Aside + ending);
                Directory.Move(path + ending, Aside + ending);
            }
            else if (File.Exists(path + ending))
            {
                File.Move(path + ending, Aside + ending, overwrite: true);
            }
            else
            {
                File.Delete(Aside + ending);
            }
        }
    }

    /// <summary>What says that the file is no good, and not that the disk is full, somebody holds it or handles are scarce.</summary>
    public static bool IsDamage(Exception fault)
    {
        for (var e = fault; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case SQLiteException other:
                    return IsDamage((int)other.Result);
                case SqliteException own:
                    return IsDamage(own.SqliteErrorCode);
            }
        }

        return false;
    }

    /// <summary>It came of the storage, and not of what was brought to it.</summary>
    public static bool IsOfStorage(Exception fault)
    {
        for (var e = fault; e is not null; e = e.InnerException)
        {
            if (e is SQLiteException or SqliteException or DistributedLockTimeoutException or IOException)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsDamage(int code) => code is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB or SQLitePCL.raw.SQLITE_ERROR or SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_MISMATCH or SQLitePCL.raw.SQLITE_FORMAT;

    private SQLiteConnection Connect()
    {
        // It is not made here: a connection that finds the file gone must not begin another beside the one that the rest still uses.
        // Full mutex: Hangfire prolongs its locks from a timer's thread.
        var connection = new SQLiteConnection(path, SQLiteOpenFlags.ReadWrite | SQLiteOpenFlags.FullMutex, storeDateTimeAsTicks: true) { BusyTimeout = TimeSpan.FromSeconds(5) };
        connection.ExecuteScalar<string>("PRAGMA synchronous = NORMAL");
        return connection;
    }

    private bool HasHeading()
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> first = stackalloc byte[16];
        return file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) == first.Length && first.SequenceEqual("SQLite format 3\0"u8);
    }
}
