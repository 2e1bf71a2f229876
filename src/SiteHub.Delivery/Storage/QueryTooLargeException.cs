namespace SiteHub.Delivery.Storage;

/// <summary>The database is sound, and the query that was asked for is longer or more complex than any database answers: whoever asked must ask for less.</summary>
public sealed class QueryTooLargeException : Exception
{
    private const int TooBig = 18;

    public QueryTooLargeException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>SQLite has one code for most of these and for mistakes of ours.</summary>
    internal static bool Is(Microsoft.Data.Sqlite.SqliteException fault) =>
        fault.SqliteErrorCode == TooBig
        || (fault.SqliteErrorCode == 1 && (fault.Message.Contains("too complex", StringComparison.Ordinal) || fault.Message.Contains("too many", StringComparison.Ordinal) || fault.Message.Contains("too large", StringComparison.Ordinal)
            || fault.Message.Contains("stack overflow", StringComparison.Ordinal)));
}
