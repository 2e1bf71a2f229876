using Microsoft.Extensions.Logging.Abstractions;
using SiteHub.Delivery.Storage;

namespace SiteHub.Delivery.Tests.Storage;

/// <summary>A database file in a folder of its own, removed afterwards.</summary>
public sealed class TemporaryDatabase : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sitehub-test-");

    public TemporaryDatabase(TimeProvider? time = null) =>
        Database = Database.Open(System.IO.Path.Combine(_folder.FullName, "test.db"), NullLogger<GroupCommit>.Instance, time ?? TimeProvider.System);

    public Database Database { get; }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}
