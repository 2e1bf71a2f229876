using Microsoft.Data.Sqlite;

namespace SiteHub.EndToEnd.Tests.Agreements;

/// <summary>A role's database, looked at while the role runs: nothing is written, nothing is locked.</summary>
internal sealed class DatabaseFile(string path)
{
    public List<T> Many<T>(string sql, Func<SqliteDataReader, T> map, params (string Name, object Value)[] arguments)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in arguments)
        {
            command.Parameters.AddWithValue(name, value);
        }

        var rows = new List<T>();
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            rows.Add(map(reader));
        }

        return rows;
    }

    public T One<T>(string sql, Func<SqliteDataReader, T> map, params (string Name, object Value)[] arguments) => Many(sql, map, arguments).ShouldHaveSingleItem();

    public long Long(string sql, params (string Name, object Value)[] arguments) => One(sql, row => row.GetInt64(0), arguments);
}

internal static class Rows
{
    public static string? TextOrNull(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
