using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace SiteHub.Fuzzing;

/// <summary>All that a role's database holds, a fingerprint a table.</summary>
internal sealed record StoredRows(IReadOnlyDictionary<string, string> Tables)
{
    public static StoredRows Of(string path)
    {
        var tables = new SortedDictionary<string, string>(StringComparer.Ordinal);
        using var connection = Opened(path);
        foreach (var table in Names(connection))
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var count = 0L;
            foreach (var row in Rows(connection, table))
            {
                count++;
                foreach (var value in row)
                {
                    hash.AppendData(value is byte[] bytes ? bytes : Encoding.UTF8.GetBytes(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
                    hash.AppendData([(byte)'|']);
                }
            }

            tables[table] = $"{count} rows, {Convert.ToHexStringLower(hash.GetHashAndReset())[..12]}";
        }

        return new StoredRows(tables);
    }

    /// <summary>Texts that nothing may have let in: with control characters, or not Unicode at all.</summary>
    public static List<string> Unsound(string path)
    {
        var found = new List<string>();
        using var connection = Opened(path);
        foreach (var table in Names(connection))
        {
            foreach (var row in Rows(connection, table))
            {
                found.AddRange(row.OfType<string>().Where(static text => text.Any(static c => c is (< ' ' and not ('\t' or '\n' or '\r')) or '\u007f' or '\ufffd')).Select(text => $"{table}: {text[..Math.Min(100, text.Length)]}"));
            }
        }

        return found;
    }

    /// <summary>The tables that are not as they were.</summary>
    public IReadOnlyList<string> Differences(StoredRows before) =>
        [.. Tables.Where(table => before.Tables.GetValueOrDefault(table.Key) != table.Value).Select(static table => table.Key)];

    private static SqliteConnection Opened(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=false");
        connection.Open();
        return connection;
    }

    private static List<string> Names(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name";
        using var reader = command.ExecuteReader();
        var names = new List<string>();
        while (reader.Read())
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    private static IEnumerable<object[]> Rows(SqliteConnection connection, string table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM \"{table}\"";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            yield return row;
        }
    }
}
