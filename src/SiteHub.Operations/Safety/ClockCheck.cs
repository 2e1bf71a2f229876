using System.Globalization;
using SiteHub.Delivery.Sending;

namespace SiteHub.Operations.Safety;

/// <summary>
/// Signatures are taken for five minutes and tokens end by the clock, so clocks that drift apart stop links and sign-ins. Every answer of a web server
/// says what its clock shows; who does not answer is not this check's business.
/// </summary>
internal sealed class ClockCheck(RoleSafety role, TimeProvider time, GuardedConnection? connection = null) : ISafetyCheck, IDisposable
{
    private static readonly TimeSpan Tolerated = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly ParallelOptions AtOnce = new() { MaxDegreeOfParallelism = 16 };

    private readonly HttpClient _http = new((connection ?? new GuardedConnection(NetworkGuard.Everything)).CreateHandler()) { Timeout = Patience };

    public async Task<IReadOnlyList<Finding>> Look(CancellationToken cancellationToken)
    {
        var peers = role.Peers();
        var apart = new TimeSpan?[peers.Count];
        await Parallel.ForAsync(0, peers.Count, AtOnce, async (index, _) => apart[index] = await Apart(peers[index].Url, cancellationToken));
        return
        [
            .. from pair in peers.Zip(apart)
               where pair.Second is { } difference && difference.Duration() > Tolerated
               select new Finding(
                   "clock-apart",
                   "{0} has another time than this role",
                   string.Create(CultureInfo.InvariantCulture, $"{pair.First.Name} ({pair.Second!.Value.TotalSeconds:+0;-0} s)"),
                   "Let both machines follow a time server: timedatectl set-ntp true"),
        ];
    }

    public void Dispose() => _http.Dispose();

    /// <summary>How far the other's clock is ahead; null: it did not say.</summary>
    private async Task<TimeSpan?> Apart(Uri url, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(url, "health/live"), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return answer.Headers.Date - time.GetUtcNow();
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
