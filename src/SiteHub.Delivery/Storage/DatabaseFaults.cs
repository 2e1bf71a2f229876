using Microsoft.Data.Sqlite;

namespace SiteHub.Delivery.Storage;

/// <summary>Tells a database that is away from work that it does not take.</summary>
public static class DatabaseFaults
{
    /// <summary>Locked, full, read-only, damaged, not to be opened: nothing that the work could mend, and nothing of its making.</summary>
    public static bool IsAway(Exception fault)
    {
        for (var cause = fault; cause is not null; cause = cause.InnerException)
        {
            if (cause is SqliteException sqlite)
            {
                return !IsOfTheWork(sqlite.SqliteErrorCode);
            }
        }

        return fault is DatabaseUnavailableException;
    }

    /// <summary>A statement that SQLite refused; it takes those along that were in the same transaction.</summary>
    public static bool IsShared(Exception fault) => fault is DatabaseUnavailableException;

    private static bool IsOfTheWork(int code) => code is SQLitePCL.raw.SQLITE_ERROR or SQLitePCL.raw.SQLITE_CONSTRAINT or SQLitePCL.raw.SQLITE_TOOBIG or SQLitePCL.raw.SQLITE_MISMATCH or SQLitePCL.raw.SQLITE_RANGE or SQLitePCL.raw.SQLITE_MISUSE;
}
