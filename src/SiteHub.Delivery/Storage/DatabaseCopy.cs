using Microsoft.Data.Sqlite;

namespace SiteHub.Delivery.Storage;

/// <summary>A database as it stood before it was migrated, beside it, with its version in the name: to go back to.</summary>
internal static class DatabaseCopy
{
    private const int MostKept = 3;

    /// <returns>the copy's path</returns>
    public static string Take(Database database, string version)
    {
        var path = Named(database.Path, version);
        var unfinished = path + ".part";
        File.Delete(unfinished);
        using (var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database.Path, Pooling = false }.ToString()))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "VACUUM INTO $path";
            command.Parameters.AddWithValue("$path", unfinished);
            command.ExecuteNonQuery();
        }

        File.Move(unfinished, path, overwrite: true);
        foreach (var old in Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(Named(database.Path, "*"))).OrderDescending(StringComparer.Ordinal).Skip(MostKept))
        {
            File.Delete(old);
        }

        return path;
    }

    /// <summary><c>hub.db</c> becomes <c>hub.at.20261124212845_Initial.db</c>; the version is that which the copy stands at.</summary>
    private static string Named(string path, string version) => Path.ChangeExtension(path, $".at.{version}{Path.GetExtension(path)}");
}
