using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using SiteHub.Delivery.Tokens;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Upstreams;

/// <summary>
/// Redeems a code as the provider takes it: its discovery says how clients show themselves there. Some name every way that they know, and take of each client
/// the one that it was registered with; so where the first is refused the next is tried, and kept.
/// </summary>
internal static class CodeRedemption
{
    private const int MostOfAReason = 200;

    public static async Task Of(AuthorizationCodeReceivedContext context, UpstreamEntry upstream)
    {
        var services = context.HttpContext.RequestServices;
        var discoveries = services.GetRequiredService<UpstreamDiscoveries>();
        var stop = context.HttpContext.RequestAborted;
        var provider = await context.Options.ConfigurationManager!.GetConfigurationAsync(stop);
        var form = context.TokenEndpointRequest!.Parameters.Where(static p => p.Value is not null && p.Key is not (OpenIdConnectParameterNames.ClientSecret or OpenIdConnectParameterNames.ClientId)).ToList();
        var methods = MethodsOf(upstream, provider);
        var reason = $"{upstream.Id} takes none of the ways in which the hub could show itself there: {string.Join(", ", provider.TokenEndpointAuthMethodsSupported)}.";
        foreach (var method in methods.OrderByDescending(method => method == discoveries.MethodOf(upstream)))
        {
            using var request = new ClientCredentials(method, upstream.ClientId, upstream.ClientSecret?.Reveal(), upstream.PrivateKey?.Reveal(), upstream.KeyId)
                .Request(new Uri(provider.TokenEndpoint), form, services.GetRequiredService<TimeProvider>().GetUtcNow());
            using var response = await context.Options.Backchannel.SendAsync(request, stop);
            var answer = Read(await response.Content.ReadAsByteArrayAsync(stop));
            if (response.IsSuccessStatusCode && answer is not null)
            {
                discoveries.Keep(upstream, method);
                context.HandleCodeRedemption(answer);
                return;
            }

            reason = $"{upstream.Id} refuses the code: {(int)response.StatusCode} {Shown(answer?.Error)} {Shown(answer?.ErrorDescription)}";
            if (response.StatusCode is not HttpStatusCode.Unauthorized && answer?.Error != "invalid_client")
            {
                break;
            }
        }

        context.Fail(reason);
    }

    private static IReadOnlyList<ClientAuthenticationMethod> MethodsOf(UpstreamEntry upstream, OpenIdConnectConfiguration provider)
    {
        var taken = provider.TokenEndpointAuthMethodsSupported is { Count: > 0 } named ? named.ToList() : null;
        if (ClientAuthenticationMethods.Choose(taken, upstream.PrivateKey is not null) is not { } first)
        {
            return [];
        }

        return first == ClientAuthenticationMethod.ClientSecretBasic && (taken is null || taken.Contains(ClientAuthenticationMethods.NameOf(ClientAuthenticationMethod.ClientSecretPost)))
            ? [first, ClientAuthenticationMethod.ClientSecretPost]
            : [first];
    }

    private static OpenIdConnectMessage? Read(byte[] body)
    {
        try
        {
            return new OpenIdConnectMessage(System.Text.Encoding.UTF8.GetString(body));
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }

    private static string Shown(string? text) => new([.. (text ?? "").Where(static c => c is >= ' ' and <= '~').Take(MostOfAReason)]);
}
