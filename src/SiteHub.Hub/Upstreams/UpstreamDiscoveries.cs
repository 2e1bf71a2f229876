using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Sending;
using SiteHub.Delivery.Tokens;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Upstreams;

/// <summary>The providers, and the connection over which they are asked.</summary>
internal sealed class UpstreamDiscoveries : IDisposable
{
    private readonly Dictionary<string, UpstreamDiscovery> _known;
    private readonly ConcurrentDictionary<string, bool> _withoutRoles = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ClientAuthenticationMethod> _methods = new(StringComparer.Ordinal);
    private readonly HttpClient _http;

    public UpstreamDiscoveries(HubOptions options, TimeProvider time, ILogger<UpstreamDiscovery> log)
    {
        _http = new HttpClient(new GuardedConnection(NetworkGuard.For(options.Hub.AllowNetworks, options.Hub.Url)).CreateHandler()) { Timeout = TimeSpan.FromSeconds(15), MaxResponseContentBufferSize = 1024 * 1024 };
        _known = options.Hub.Upstreams.Where(static upstream => upstream.Kind != UpstreamKind.Frappe).ToDictionary(static upstream => upstream.Id, upstream => new UpstreamDiscovery(upstream, _http, time, log));
    }

    public HttpClient Http => _http;

    /// <returns>null: it is a Frappe site, which says nothing of itself that can be used</returns>
    public UpstreamDiscovery? Of(UpstreamEntry upstream) => _known.GetValueOrDefault(upstream.Id);

    /// <returns>how the hub showed itself there last, and was believed; null: it did not yet</returns>
    public ClientAuthenticationMethod? MethodOf(UpstreamEntry upstream) => _methods.TryGetValue(upstream.Id, out var method) ? method : null;

    public void Keep(UpstreamEntry upstream, ClientAuthenticationMethod method) => _methods[upstream.Id] = method;

    /// <returns>true the first time: what is said at each sign-in is read by nobody</returns>
    public bool IsNews(UpstreamEntry withoutRoles) => _withoutRoles.TryAdd(withoutRoles.Id, true);

    public void Dispose()
    {
        foreach (var one in _known.Values)
        {
            one.Dispose();
        }

        _http.Dispose();
    }
}
