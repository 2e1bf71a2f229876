namespace SiteHub.Delivery.Storage;

/// <summary>
/// Raw SQL on one connection, for the hot paths. Parameters are <c>$1</c>, <c>$2</c>, …; statements are prepared once per connection.
/// An argument may be null, string, long, int, bool, double, byte[], ReadOnlyMemory&lt;byte&gt; (blob), <see cref="Utf8"/> (text)
/// or DateTimeOffset (UTC ticks). Not thread-safe: it belongs to the work or the query that it was handed to.
/// </summary>
public abstract class Session : IDisposable
{
    private readonly List<Action> _afterCommit = [];

    /// <summary>The <c>traceparent</c> of whoever handed the work over, to be kept with what comes of it; null: nobody records.</summary>
    public string? Trace { get; internal set; }

    /// <returns>how many rows were changed</returns>
    public abstract int Execute(string sql, params ReadOnlySpan<object?> args);

    public abstract T? One<T>(string sql, Func<Row, T> map, params ReadOnlySpan<object?> args);

    public abstract List<T> Many<T>(string sql, Func<Row, T> map, params ReadOnlySpan<object?> args);

    /// <summary>Hands each row to <paramref name="visit"/> until it answers false: for what may be too large to be taken whole.</summary>
    public abstract void Each(string sql, Func<Row, bool> visit, params ReadOnlySpan<object?> args);

    public long? Long(string sql, params ReadOnlySpan<object?> args) => One(sql, static row => row.LongOrNull(0), args);

    public string? Text(string sql, params ReadOnlySpan<object?> args) => One(sql, static row => row.TextOrNull(0), args);

    /// <summary>Runs once after a successful commit, never after a rollback. It must neither throw nor block: it is for signals.</summary>
    public void AfterCommit(Action action) => _afterCommit.Add(action);

    internal abstract bool InTransaction { get; }

    internal abstract void Begin(bool immediate);

    internal abstract void Commit();

    internal abstract void Rollback();

    internal abstract void Savepoint();

    internal abstract void Release();

    internal abstract void RollbackToSavepoint();

    /// <summary>Frees the space that committed changes take in the write-ahead log, if it has grown large.</summary>
    internal abstract void TidyWriteAheadLog();

    internal int Signals => _afterCommit.Count;

    internal void ForgetSignals(int from) => _afterCommit.RemoveRange(from, _afterCommit.Count - from);

    /// <summary>One that throws all the same costs no other its signal, nor the writer its thread.</summary>
    internal void RaiseSignals(Action<Exception> failed)
    {
        foreach (var action in _afterCommit)
        {
            try
            {
                action();
            }
            catch (Exception fault)
            {
                failed(fault);
            }
        }

        _afterCommit.Clear();
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
