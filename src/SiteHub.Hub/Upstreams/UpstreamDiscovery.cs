using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Upstreams;

/// <summary>
/// What a provider says of itself: fetched when first needed, anew twice a day, and at once where it signs with a key that is not known yet. One that is away
/// is asked every five seconds, whoever waits for it, until it answers; that it was away is not kept.
/// </summary>
internal sealed class UpstreamDiscovery(UpstreamEntry upstream, HttpClient http, TimeProvider time, ILogger log) : IConfigurationManager<OpenIdConnectConfiguration>, IDisposable
{
    private static readonly TimeSpan Age = TimeSpan.FromHours(12);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>A person waits for it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly SemaphoreSlim _one = new(1);
    private readonly CancellationTokenSource _stopped = new();
    private OpenIdConnectConfiguration? _known;
    private string? _fault;
    private DateTimeOffset _fetched;
    private DateTimeOffset _tried;
    private bool _isTrying;

    /// <exception cref="UpstreamAwayException">it cannot be reached, or what answers does not say what it must</exception>
    public Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel) =>
        _known is { } known && _fetched + Age > time.GetUtcNow() ? Task.FromResult(known) : FetchAsync(cancel);

    public void RequestRefresh() => _fetched = DateTimeOffset.MinValue;

    /// <summary>Asked anew, every five seconds at most.</summary>
    public Task<OpenIdConnectConfiguration> RenewAsync(CancellationToken cancel)
    {
        RequestRefresh();
        return FetchAsync(cancel);
    }

    public void Dispose()
    {
        _stopped.Cancel();
        _stopped.Dispose();
        _one.Dispose();
    }

    private async Task<OpenIdConnectConfiguration> FetchAsync(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            var now = time.GetUtcNow();
            if (_tried + Pause <= now || (_known is null && _fault is null))
            {
                _tried = now;
                await TryAsync(now);
            }

            return _known ?? throw new UpstreamAwayException(upstream.Name, _fault!);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task TryAsync(DateTimeOffset now)
    {
        // Not ended by whoever asked: others wait for the same answer.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stopped.Token);
        patience.CancelAfter(Patience);
        try
        {
            var address = upstream.Issuer.AbsoluteUri.TrimEnd('/') + "/.well-known/openid-configuration";
            var documents = new HttpDocumentRetriever(http) { RequireHttps = upstream.Issuer.Scheme == Uri.UriSchemeHttps };
            OpenIdConnectConfiguration found;
            try
            {
                found = await OpenIdConnectConfigurationRetriever.GetAsync(address, documents, patience.Token);
            }
            catch (IOException)
            {
                // A connection that broke off once is no provider that is away.
                found = await OpenIdConnectConfigurationRetriever.GetAsync(address, documents, patience.Token);
            }

            if (string.IsNullOrEmpty(found.AuthorizationEndpoint) || string.IsNullOrEmpty(found.TokenEndpoint) || found.SigningKeys.Count == 0)
            {
                throw new InvalidOperationException("What answers there names no endpoints or no keys.");
            }

            (_known, _fetched, _fault) = (found, now, null);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or HttpRequestException or OperationCanceledException or ArgumentException)
        {
            if (_fault is null)
            {
                Log.Away(log, upstream.Id, e.InnerException?.Message ?? e.Message);
            }

            _fault = e.Message;
            KeepTrying();
        }
    }

    /// <summary>So that the next person finds it there.</summary>
    private void KeepTrying()
    {
        if (_isTrying || _stopped.IsCancellationRequested)
        {
            return;
        }

        _isTrying = true;
        _ = Task.Run(async () =>
        {
            while (_fault is not null && !_stopped.IsCancellationRequested)
            {
                await Task.Delay(Pause, time, _stopped.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!_stopped.IsCancellationRequested)
                {
                    await ((Task)FetchAsync(_stopped.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }

            _isTrying = false;
        });
    }
}

/// <summary>Nobody can be signed in by it at the moment.</summary>
internal sealed class UpstreamAwayException(string name, string why) : InvalidOperationException($"{name} cannot be reached: {why}");
