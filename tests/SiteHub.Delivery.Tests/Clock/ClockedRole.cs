using System.Collections.Concurrent;
using Hangfire;
using Hangfire.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Clock;

namespace SiteHub.Delivery.Tests.Clock;

/// <summary>A role that has jobs and nothing else.</summary>
internal sealed class ClockedRole(bool inMemory = false) : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sitehub-jobs-");
    private IHost? _host;

    public string File => Path.Combine(_folder.FullName, "jobs.db");

    public string Folder => _folder.FullName;

    public IBackgroundJobClientV2 Jobs => Get<IBackgroundJobClientV2>();

    public IRecurringJobManagerV2 Recurring => Get<IRecurringJobManagerV2>();

    public IMonitoringApi Shown => Get<JobStorage>().GetMonitoringApi();

    public IReadOnlyList<string> Scheduled => [.. Shown.ScheduledJobs(0, 100).Select(static job => job.Value.Job?.Args[0] as string ?? "?").Order()];

    public IReadOnlyList<string> Succeeded => [.. Shown.SucceededJobs(0, 100).Select(static job => job.Value.Job?.Args is [string what, ..] ? what : "?").Order()];

    public async Task<ClockedRole> StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging(static log => log.ClearProviders());
        builder.Services.AddSingleton(new JobsKept(inMemory ? null : File)).AddClock();
        _host = builder.Build();
        await _host.StartAsync();
        return this;
    }

    public async Task StopAsync()
    {
        if (_host is { } host)
        {
            _host = null;
            await host.StopAsync();
            await ((IAsyncDisposable)host).DisposeAsync();
        }
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>A job of <see cref="Chores"/>, done before this returns.</summary>
    public async Task DoAsync(string what)
    {
        Jobs.Enqueue<Chores>(chores => chores.Do(what));
        await Until(() => Succeeded.Contains(what), $"{what} is done");
    }

    public int Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    public static async Task Until(Func<bool> holds, string what)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            try
            {
                if (holds())
                {
                    return;
                }
            }
            catch (Exception e) when (e is SQLite.SQLiteException or SqliteException or ObjectDisposedException)
            {
                // The file is just being opened anew.
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"It did not come about that {what}.");
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Delete(recursive: true);
    }

    private T Get<T>()
        where T : notnull => _host!.Services.GetRequiredService<T>();
}

/// <summary>What the jobs of these tests do.</summary>
public sealed class Chores
{
    private readonly ConcurrentQueue<string> _done = Done;

    public static ConcurrentQueue<string> Done { get; } = [];

    [AutomaticRetry(Attempts = 0)]
    public void Do(string what) => _done.Enqueue(what);

    public void Again() => _done.Enqueue("again");
}
