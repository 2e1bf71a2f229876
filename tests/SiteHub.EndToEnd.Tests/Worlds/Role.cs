using System.Diagnostics;

namespace SiteHub.EndToEnd.Tests.Worlds;

/// <summary>The hub or a site: its process, its data, its address.</summary>
public sealed class Role : IDisposable
{
    private readonly World _world;
    private readonly string _database;
    private readonly HttpClient _http;
    private readonly List<string> _earlier = [];
    private Spawned? _process;

    internal Role(World world, string name, Uri address, string database)
    {
        _world = world;
        _database = database;
        Name = name;
        Address = address;
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(10) };
    }

    /// <summary><c>hub</c>, or the site's slug.</summary>
    public string Name { get; }

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
        using var answer = await _http.GetAsync("/health/ready");
        return answer.IsSuccessStatusCode;
    }

    /// <summary>kill -9, and waits until the system has buried it.</summary>
    public void Kill()
    {
        _process?.Kill();
        Forget();
    }

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

    /// <summary>Copies the database as a backup would find it; the role must not run.</summary>
    public void CopyDatabase(string copy)
    {
        foreach (var file in DatabaseFiles(_database))
        {
            File.Copy(file, Path.Combine(Folder, copy + Path.GetFileName(file)), overwrite: true);
        }
    }

    public void RestoreDatabase(string copy)
    {
        DatabaseFiles(_database).ForEach(File.Delete);
        foreach (var file in DatabaseFiles(copy + _database))
        {
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)[copy.Length..]));
        }
    }

    public void Dispose()
    {
        Kill();
        _http.Dispose();
    }

    private List<string> DatabaseFiles(string name) => [.. Directory.GetFiles(Folder, name + "*").Where(file => !file.EndsWith("-shm", StringComparison.Ordinal))];

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
