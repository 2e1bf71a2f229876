using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SiteHub.Agent.Tests.Storage;
using SiteHub.Hub.Tests.Storage;

namespace SiteHub.EndToEnd.Tests.Worlds;

/// <summary>The hub or a site: its process, its data, its address.</summary>
public sealed class Role : IDisposable
{
    private readonly World _world;
    private readonly string _database;
    private readonly HttpClient _http;
    private readonly List<string> _earlier = [];
    private Spawned? _process;
    private bool _begun;

    internal Role(World world, string name, Uri url, Uri address, string database)
    {
        _world = world;
        _database = database;
        Name = name;
        Url = url;
        Address = address;
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(10) };
    }

    /// <summary><c>hub</c>, or the site's slug.</summary>
    public string Name { get; }

    /// <summary>By which others know it.</summary>
    public Uri Url { get; }

    /// <summary>At which it listens.</summary>
    public Uri Address { get; }

    public string Folder => Path.Combine(_world.Data, Name);

    public string DatabaseFile => Path.Combine(Folder, _database);

    public bool IsRunning => _process is { Ended.IsCompleted: false };

    /// <summary>What it has said since it was first started.</summary>
    public IReadOnlyList<string> Output => [.. _earlier, .. _process?.Lines ?? []];

    /// <returns>how long it took to get ready</returns>
    public async Task<TimeSpan> StartAsync()
    {
        var began = Stopwatch.GetTimestamp();
        await LaunchAsync();
        await ReadyAsync();
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>Begins it, and does not wait for it.</summary>
    public async Task LaunchAsync()
    {
        Forget();
        if (!_begun)
        {
            _begun = true;
            Directory.CreateDirectory(Folder);
            await (Name == "hub" ? HubTemplate.Database : SiteTemplate.Database).LayAt(DatabaseFile);
        }

        IEnumerable<string> role = Name == "hub" ? ["hub"] : ["site", Name];
        _process = await SiteHubProgram.StartAsync(_world.Folder, [.. role, "--sites", _world.File, "--data", _world.Data]);
    }

    public Task ReadyAsync() => Until.Holds(
        async () =>
        {
            if (_process!.Ended.IsCompleted)
            {
                throw new InvalidOperationException($"{Name} has ended with {await _process.Ended}:\n{_process.Output}");
            }

            (await IsReadyAsync()).ShouldBeTrue($"{Name} is not ready:\n{_process.Output}");
        },
        60);

    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await _http.GetAsync("/health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (Until.IsNoAnswer(e))
        {
            return false;
        }
    }

    /// <summary>kill -9, and waits until the system has buried it.</summary>
    public void Kill()
    {
        _process?.Kill();
        Forget();
    }

    /// <summary>It hangs: connections are taken, and nothing is answered.</summary>
    public void Freeze() => _process!.Freeze();

    public void Thaw() => _process!.Thaw();

    /// <returns>its exit code</returns>
    public async Task<int> StopAsync()
    {
        if (_process is null)
        {
            return 0;
        }

        _process.AskToStop();
        var code = await _process.Ended.WaitAsync(TimeSpan.FromSeconds(30));
        Forget();
        return code;
    }

    /// <summary>As a backup does, while the role runs.</summary>
    public void BackUp()
    {
        File.Delete(Backup);
        using var from = Open(DatabaseFile, SqliteOpenMode.ReadOnly);
        using var to = Open(Backup, SqliteOpenMode.ReadWriteCreate);
        from.BackupDatabase(to);
    }

    /// <summary>The role is killed, and starts on the last backup.</summary>
    public async Task RestoreAsync()
    {
        Kill();
        foreach (var file in Directory.GetFiles(Folder, _database + "*"))
        {
            File.Delete(file);
        }

        File.Copy(Backup, DatabaseFile);
        await StartAsync();
    }

    public void Dispose()
    {
        Kill();
        _http.Dispose();
    }

    private string Backup => Path.Combine(Folder, "backup.db");

    private static SqliteConnection Open(string file, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private void Forget()
    {
        if (_process is not null)
        {
            _process.Dispose();
            _earlier.AddRange(_process.Lines);
            _process = null;
        }
    }
}
