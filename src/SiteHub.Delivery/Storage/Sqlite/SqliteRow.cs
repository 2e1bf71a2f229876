using SQLitePCL;

namespace SiteHub.Delivery.Storage.Sqlite;

internal sealed class SqliteRow(sqlite3_stmt statement) : Row
{
    public override bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public override string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string() ?? "";

    public override long Long(int column) => raw.sqlite3_column_int64(statement, column);

    public override double Double(int column) => raw.sqlite3_column_double(statement, column);

    public override byte[] Bytes(int column) => raw.sqlite3_column_blob(statement, column).ToArray();
}
