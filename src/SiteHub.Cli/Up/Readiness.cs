using SiteHub.Cli.Roles;
using SiteHub.Cli.Terminal;

namespace SiteHub.Cli.Up;

/// <summary>Waits until a role answers that it is ready.</summary>
internal sealed class Readiness : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http = Http.For(new Uri("http://localhost"), TimeSpan.FromSeconds(5));

    /// <exception cref="StopException">The role ended, or did not get ready.</exception>
    public async Task Wait(RoleProcess process, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Longest);
        var address = new Uri($"http://localhost:{Ports.Of(process.Role.Listen)}/health/ready");
        try
        {
            while (!await IsReady(address, timeout.Token))
            {
                if (process.Ended.IsCompleted)
                {
                    throw Obituary.Of(process, await process.Ended);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(50), timeout.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StopException(
                ExitCode.Failed,
                $"{process.Role.Called} runs, but is not ready after {Longest.TotalSeconds:0} s.",
                [$"{address} says why, while it runs; its output is in {RoleProcess.LogOf(process.Role)}:", .. process.LastLines]);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<bool> IsReady(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync(address, cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
