using Microsoft.Data.Sqlite;

namespace SiteHub.Testing;

/// <summary>
/// A role's database with its tables and nothing in them, migrated once for all tests of a process, by the migrations under test: it cannot be of
/// yesterday. Most of what a fresh role's start costs is migrating.
/// </summary>
/// <param name="make">makes it in a folder; whoever did is gone when it returns</param>
internal sealed class Template(Func<string, Task<string>> make)
{
    private readonly Lazy<Task<byte[]>> _bytes = new(async () =>
    {
        var folder = Directory.CreateTempSubdirectory("sitehub-template-");
        try
        {
            var file = await make(folder.FullName);
            Disown(file);
            SqliteConnection.ClearAllPools();
            if (File.Exists(file + "-wal"))
            {
                throw new InvalidOperationException($"{file} is still open: what is in its log would be missing in the copies.");
            }

            return await File.ReadAllBytesAsync(file);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    });

    /// <summary>Does nothing where there is a database already.</summary>
    public async Task LayAt(string file)
    {
        if (!File.Exists(file))
        {
            await File.WriteAllBytesAsync(file, await _bytes.Value);
        }
    }

    /// <summary>Whose it is, is noted in it by the role that begins on it.</summary>
    private static void Disown(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM setting WHERE key = 'owner'";
        command.ExecuteNonQuery();
    }
}
