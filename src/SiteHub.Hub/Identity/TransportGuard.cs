using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Operations.Problems;

namespace SiteHub.Hub.Identity;

/// <summary>
/// A hub that others can reach answers over TLS alone: its own, or that of a proxy that it trusts. Passwords, codes and tokens must not be sent
/// in clear even once, so there is no redirect that would hide it.
/// </summary>
internal static class TransportGuard
{
    public static IApplicationBuilder UseTransportGuard(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetRequiredService<ProviderOptions>().AllowsPlainHttp)
        {
            return app;
        }

        return app.Use(static async (http, next) =>
        {
            if (http.Request.IsHttps || http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
            {
                await next(http);
                return;
            }

            await new Problem(StatusCodes.Status400BadRequest, "https-required", "This hub answers over https alone. Behind a proxy that ends TLS, name the proxy in hub.trustedProxies.").ExecuteAsync(http);
        });
    }
}
