using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Storage.Sqlite;

namespace SiteHub.Delivery.Storage;

/// <summary>One role's database: its one writer and its readers. The seam behind which PostgreSQL will stand is <see cref="Session"/>.</summary>
public sealed class Database : IAsyncDisposable
{
    /// <summary>Of the writer, in KiB.</summary>
    public const int UsualCache = 32_768;

    private readonly ConcurrentBag<Session> _readers = [];

    private Database(string path, ILogger<GroupCommit> log, TimeProvider time, int cache)
    {
        Path = path;
        ConnectionString = new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = false }.ToString();
        Writer = new GroupCommit(() => new SqliteSession(path, readOnly: false, cache), Gate, log, time);
    }

    public string Path { get; }

    /// <summary>For EF Core.</summary>
    public string ConnectionString { get; }

    public WriteGate Gate { get; } = new();

    public GroupCommit Writer { get; }

    /// <param name="path">the database file; made, with its folder, if missing</param>
    /// <param name="log">where the writer tells what failed</param>
    /// <param name="time">the clock</param>
    /// <param name="cache">of the writer, in KiB</param>
    /// <exception cref="DatabaseUnavailableException">the file cannot be opened or is not a database</exception>
    public static Database Open(string path, ILogger<GroupCommit> log, TimeProvider time, int cache = UsualCache)
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
            SqliteSession.Prepare(path);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new DatabaseUnavailableException($"The database {path} cannot be opened: {e.Message}", e);
        }

        if (SqliteSession.Configured is not SQLitePCL.raw.SQLITE_OK and var code)
        {
            Log.NotConfigured(log, code);
        }

        return new Database(path, log, time, cache);
    }

    /// <summary>
    /// Runs a query on one consistent snapshot. Keep it short and page what is long: an open snapshot keeps the write-ahead log from
    /// being reused.
    /// </summary>
    /// <exception cref="DatabaseUnavailableException">the database cannot be read</exception>
    public T Read<T>(Func<Session, T> query)
    {
        ArgumentNullException.ThrowIfNull(query);
        Session? session = null;
        var sound = false;
        try
        {
            session = _readers.TryTake(out var pooled) ? pooled : new SqliteSession(Path, readOnly: true);
            session.Begin(immediate: false);
            var result = query(session);
            session.Commit();
            sound = true;
            return result;
        }
        catch (SqliteException e) when (QueryTooLargeException.Is(e))
        {
            throw new QueryTooLargeException(e.Message, e);
        }
        catch (SqliteException e)
        {
            throw new DatabaseUnavailableException($"The database {Path} cannot be read: {e.Message}", e);
        }
        finally
        {
            // A session that met a fault may hold a half-open transaction or a dead handle; a new one costs little.
            if (sound)
            {
                _readers.Add(session!);
            }
            else
            {
                session?.Dispose();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        while (_readers.TryTake(out var session))
        {
            session.Dispose();
        }
    }
}
