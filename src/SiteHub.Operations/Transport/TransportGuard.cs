using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SiteHub.Operations.Problems;

namespace SiteHub.Operations.Transport;

/// <summary>
/// A role that others can reach answers over TLS alone: its own, or that of a proxy that it trusts. Passwords, codes and tokens must not be sent
/// in clear even once, so there is no redirect that would hide it. Plain http is for this machine, and for the private networks that the
/// configuration names, where the role's own address is plain http.
/// </summary>
public static class TransportGuard
{
    /// <param name="app">the role, behind its trusted proxies</param>
    /// <param name="url">how others reach it</param>
    /// <param name="plainHttpFrom">the private networks from which it is reached without TLS</param>
    public static IApplicationBuilder UseTransportGuard(this IApplicationBuilder app, Uri url, IReadOnlyList<IPNetwork> plainHttpFrom)
    {
        ArgumentNullException.ThrowIfNull(url);
        var plain = url.Scheme == Uri.UriSchemeHttp;
        return app.Use(async (http, next) =>
        {
            if (http.Request.IsHttps || (plain && IsNear(http.Connection.RemoteIpAddress, plainHttpFrom)) || http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
            {
                await next(http);
                return;
            }

            await new Problem(StatusCodes.Status400BadRequest, "https-required", "Only https is answered here. Behind a proxy that ends TLS, name the proxy in trustedProxies.").ExecuteAsync(http);
        });
    }

    private static bool IsNear(IPAddress? remote, IReadOnlyList<IPNetwork> networks)
    {
        if (remote is null)
        {
            return false;
        }

        var address = remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote;
        return IPAddress.IsLoopback(address) || networks.Any(n => n.Contains(address));
    }
}
