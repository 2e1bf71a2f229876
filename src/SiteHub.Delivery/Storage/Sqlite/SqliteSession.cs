using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace SiteHub.Delivery.Storage.Sqlite;

/// <summary>A session on SQLite's own API: the provider's commands and readers cost several times the statement itself.</summary>
internal sealed class SqliteSession : Session
{
    /// <summary>Another process (a backup, a shell) may hold the lock for a moment; SQLite's own wait backs off in steps of milliseconds.</summary>
    private const int BusyMilliseconds = 5_000;

    /// <summary>Continuous readers keep the write-ahead log from being reset; above this it is truncated explicitly.</summary>
    private const long LargeWriteAheadLog = 128 * 1024 * 1024;

    /// <summary>Characters of a text that goes over the stack: names, ids, hashes. The provider would make an array for each.</summary>
    private const int ShortText = 128;

    /// <summary>Several times what a role has in constants.</summary>
    private const int MostStatements = 500;

    /// <summary>KiB: there is one writer and there may be dozens of readers, each with a cache of its own over the system's.</summary>
    private const int ReaderCache = 4_096;

    private readonly Dictionary<string, Statement> _statements = new(ReferenceOrText.Instance);
    private readonly string _path;
    private readonly sqlite3 _handle;
    private int _commits;

    static SqliteSession()
    {
        Batteries_V2.Init();

        // Nobody reads SQLite's count of the memory that it has in use, and keeping it takes a lock at each allocation.
        Configured = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    public SqliteSession(string path, bool readOnly, int cache = Database.UsualCache)
    {
        _path = path;
        var flags = readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE;
        var code = raw.sqlite3_open_v2(path, out _handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        Check(code);
        raw.sqlite3_extended_result_codes(_handle, 0);
        raw.sqlite3_busy_timeout(_handle, BusyMilliseconds);
        FoldFunctions.Add(_handle);
        Run("PRAGMA synchronous=FULL");
        Run($"PRAGMA cache_size=-{(readOnly ? ReaderCache : cache)}");
        Run("PRAGMA temp_store=MEMORY");
        if (!readOnly)
        {
            Run("PRAGMA wal_autocheckpoint=4000");
            Run("PRAGMA journal_size_limit=67108864");
        }
    }

    /// <summary>SQLite's answer to its settings. It takes them from whoever is first in the process, and refuses them once anything has used it.</summary>
    public static int Configured { get; }

    internal override bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    /// <summary>Makes the file if need be, and write-ahead logging its mode.</summary>
    public static void Prepare(string path)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL";
        command.ExecuteNonQuery();
    }

    public override int Execute(string sql, params ReadOnlySpan<object?> args)
    {
        var statement = Bind(sql, args);
        try
        {
            int code;
            do
            {
                code = raw.sqlite3_step(statement.Handle);
            }
            while (code == raw.SQLITE_ROW);
            CheckDone(code);
            return raw.sqlite3_changes(_handle);
        }
        finally
        {
            Reset(statement);
        }
    }

    public override T? One<T>(string sql, Func<Row, T> map, params ReadOnlySpan<object?> args)
        where T : default
    {
        var statement = Bind(sql, args);
        try
        {
            var code = raw.sqlite3_step(statement.Handle);
            if (code != raw.SQLITE_ROW)
            {
                CheckDone(code);
                return default;
            }

            var result = map(statement.Row);

            // A statement with RETURNING is complete only once it has been stepped to its end.
            while ((code = raw.sqlite3_step(statement.Handle)) == raw.SQLITE_ROW)
            {
            }

            CheckDone(code);
            return result;
        }
        finally
        {
            Reset(statement);
        }
    }

    public override List<T> Many<T>(string sql, Func<Row, T> map, params ReadOnlySpan<object?> args)
    {
        var results = new List<T>();
        Each(
            sql,
            row =>
            {
                results.Add(map(row));
                return true;
            },
            args);
        return results;
    }

    public override void Each(string sql, Func<Row, bool> visit, params ReadOnlySpan<object?> args)
    {
        var statement = Bind(sql, args);
        try
        {
            int code;
            while ((code = raw.sqlite3_step(statement.Handle)) == raw.SQLITE_ROW)
            {
                if (!visit(statement.Row))
                {
                    return;
                }
            }

            CheckDone(code);
        }
        finally
        {
            Reset(statement);
        }
    }

    internal override void Begin(bool immediate)
    {
        // Lists are asked for with any combination of filters; a cache without an end would keep all of them. Between two
        // transactions no statement is being stepped.
        if (_statements.Count > MostStatements)
        {
            ForgetStatements();
        }

        Execute(immediate ? "BEGIN IMMEDIATE" : "BEGIN");
    }

    internal override void Commit() => Execute("COMMIT");

    internal override void Rollback() => Execute("ROLLBACK");

    internal override void Savepoint() => Execute("SAVEPOINT work");

    internal override void Release() => Execute("RELEASE work");

    internal override void RollbackToSavepoint()
    {
        Execute("ROLLBACK TO work");
        Execute("RELEASE work");
    }

    internal override void TidyWriteAheadLog()
    {
        if (++_commits % 256 == 0 && new FileInfo(_path + "-wal") is { Exists: true, Length: > LargeWriteAheadLog })
        {
            raw.sqlite3_busy_timeout(_handle, 100);
            _ = raw.sqlite3_wal_checkpoint_v2(_handle, null, raw.SQLITE_CHECKPOINT_TRUNCATE, out _, out _);
            raw.sqlite3_busy_timeout(_handle, BusyMilliseconds);
        }
    }

    protected override void Dispose(bool disposing)
    {
        ForgetStatements();
        _handle.Dispose();
    }

    private void ForgetStatements()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Handle.Dispose();
        }

        _statements.Clear();
    }

    private void Run(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    private Statement Bind(string sql, ReadOnlySpan<object?> args)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            Check(raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle));
            statement = new Statement(handle, new SqliteRow(handle), ParameterPositions(handle));
            _statements.Add(sql, statement);
        }

        for (var i = 0; i < args.Length; i++)
        {
            // $1 may come after $2 in the text, and SQLite numbers named parameters by first appearance.
            if (i < statement.Positions.Length && statement.Positions[i] is > 0 and var position)
            {
                Check(BindOne(statement.Handle, position, args[i]));
            }
        }

        return statement;
    }

    private static int[] ParameterPositions(sqlite3_stmt handle)
    {
        var count = raw.sqlite3_bind_parameter_count(handle);
        var highest = 0;
        for (var position = 1; position <= count; position++)
        {
            highest = Math.Max(highest, Number(position));
        }

        var positions = new int[highest];
        for (var position = 1; position <= count; position++)
        {
            positions[Number(position) - 1] = position;
        }

        return positions;

        int Number(int position) =>
            int.Parse(raw.sqlite3_bind_parameter_name(handle, position).utf8_to_string().AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static int BindOne(sqlite3_stmt handle, int position, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(handle, position),
        string text => BindText(handle, position, text),
        long number => raw.sqlite3_bind_int64(handle, position, number),
        int number => raw.sqlite3_bind_int64(handle, position, number),
        bool flag => raw.sqlite3_bind_int64(handle, position, flag ? 1 : 0),
        double number => raw.sqlite3_bind_double(handle, position, number),
        byte[] bytes => raw.sqlite3_bind_blob(handle, position, bytes),
        ReadOnlyMemory<byte> bytes => raw.sqlite3_bind_blob(handle, position, bytes.Span),
        Utf8 text => raw.sqlite3_bind_text(handle, position, text.Bytes.Span),
        DateTimeOffset time => raw.sqlite3_bind_int64(handle, position, time.UtcTicks),
        _ => throw new ArgumentException($"A value of type {value.GetType()} cannot be stored."),
    };

    private static int BindText(sqlite3_stmt handle, int position, string text)
    {
        if (text.Length is 0 or > ShortText)
        {
            return raw.sqlite3_bind_text(handle, position, text);
        }

        Span<byte> utf8 = stackalloc byte[ShortText * 3];
        return raw.sqlite3_bind_text(handle, position, utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
    }

    private static void Reset(Statement statement)
    {
        _ = raw.sqlite3_reset(statement.Handle);
        _ = raw.sqlite3_clear_bindings(statement.Handle);
    }

    private void CheckDone(int code)
    {
        if (code != raw.SQLITE_DONE)
        {
            Check(code);
        }
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            // Before the handle exists there is no message to ask it for.
            var message = _handle is null or { IsInvalid: true } ? raw.sqlite3_errstr(code) : raw.sqlite3_errmsg(_handle);
            throw new SqliteException($"SQLite error {code}: {message.utf8_to_string()}", code & 0xFF, code);
        }
    }

    private sealed record Statement(sqlite3_stmt Handle, SqliteRow Row, int[] Positions);

    /// <summary>Statements stand in constants, so the same text is nearly always the same object.</summary>
    private sealed class ReferenceOrText : IEqualityComparer<string>
    {
        public static readonly ReferenceOrText Instance = new();

        public bool Equals(string? x, string? y) => ReferenceEquals(x, y) || string.Equals(x, y, StringComparison.Ordinal);

        public int GetHashCode(string text) => HashCode.Combine(text.Length, text[^1], text[text.Length / 2], text[text.Length / 3]);
    }
}
