using System.Threading.Channels;
using SiteHub.Cli.Roles;

namespace SiteHub.Cli.Up;

/// <summary>The roles that run, and what they tell.</summary>
internal sealed class RoleProcesses(string sitesFile, string data) : IAsyncDisposable
{
    /// <summary>Longer than a role takes to stop by itself, so that killing is for one that hangs.</summary>
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(45);

    private readonly Channel<RoleLine> _told = Channel.CreateBounded<RoleLine>(
        new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly Dictionary<string, RoleProcess> _running = [];

    public ChannelReader<RoleLine> Told => _told.Reader;

    public IReadOnlyCollection<RoleProcess> Running => _running.Values;

    public RoleProcess? Of(Role role) => _running.GetValueOrDefault(role.Name);

    /// <summary>Starts a role, in place of the one that ended if there is one.</summary>
    public RoleProcess Start(Role role)
    {
        Of(role)?.Dispose();
        return _running[role.Name] = RoleProcess.Start(role, sitesFile, data, _told.Writer);
    }

    /// <summary>While roles start one after the other, each complains that the next is not there yet; it stands in their output files.</summary>
    public void ForgetWhatWasTold()
    {
        while (_told.Reader.TryRead(out _))
        {
        }
    }

    /// <summary>All at once; false if one had to be killed.</summary>
    public async Task<bool> StopAll(CancellationToken doNotWait)
    {
        foreach (var process in _running.Values)
        {
            process.AskToStop();
        }

        try
        {
            await Task.WhenAll(_running.Values.Select(p => p.Ended)).WaitAsync(LongestStop, doNotWait);
            return true;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            foreach (var process in _running.Values)
            {
                process.Kill();
            }

            return false;
        }
    }

    public ValueTask DisposeAsync()
    {
        foreach (var process in _running.Values)
        {
            process.Dispose();
        }

        return ValueTask.CompletedTask;
    }
}
