using Microsoft.Data.Sqlite;

namespace SiteHub.Benchmarks.Hubs;

/// <summary>Looks into the hub's database file from outside: what it sees there is committed, and looking costs the hub nothing but a page or two.</summary>
internal sealed class HubEye : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _count;
    private readonly SqliteCommand _new;
    private long _last;

    public HubEye(string database)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        _connection.Open();
        _count = _connection.CreateCommand();
        _count.CommandText = "SELECT coalesce(max(id), 0) FROM document_revision";
        _new = _connection.CreateCommand();
        _new.CommandText = "SELECT r.id, d.name FROM document_revision r JOIN document d ON d.id = r.document_id WHERE r.id > $last ORDER BY r.id";
        _new.Parameters.AddWithValue("$last", 0L);
        _last = Revisions();
    }

    /// <summary>How many revisions are committed. They are numbered without gaps.</summary>
    public long Revisions() => (long)_count.ExecuteScalar()!;

    /// <summary>The names of the documents committed since the last call.</summary>
    public List<string> New()
    {
        var names = new List<string>();
        _new.Parameters[0].Value = _last;
        using var reader = _new.ExecuteReader();
        while (reader.Read())
        {
            _last = reader.GetInt64(0);
            names.Add(reader.GetString(1));
        }

        return names;
    }

    /// <summary>Waits until that many are committed.</summary>
    public async Task UntilAsync(long revisions)
    {
        while (Revisions() < revisions)
        {
            await Task.Delay(2);
        }
    }

    public bool Has(string name) => Exists("SELECT EXISTS (SELECT 1 FROM document WHERE name = $name)", name);

    public bool IsSubmitted(string name) => Exists("SELECT EXISTS (SELECT 1 FROM document WHERE name = $name AND doc_status = 1)", name);

    private bool Exists(string sql, string name)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$name", name);
        return (long)command.ExecuteScalar()! == 1;
    }

    public void Dispose()
    {
        _count.Dispose();
        _new.Dispose();
        _connection.Dispose();
    }
}
