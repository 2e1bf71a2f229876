using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Core;

namespace SiteHub.Hub.Identity;

/// <summary>The provider's clients, of which one may have a former secret beside its present one. Of both only hashes are kept.</summary>
internal sealed class ClientManager<TApplication>(
    IOpenIddictApplicationCache<TApplication> cache,
    ILogger<OpenIddictApplicationManager<TApplication>> logger,
    IOptionsMonitor<OpenIddictCoreOptions> options,
    IOpenIddictApplicationStore<TApplication> store) : OpenIddictApplicationManager<TApplication>(cache, logger, options, store), IFormerSecrets
    where TApplication : class
{
    private const string FormerSecret = "former_secret";

    public override async ValueTask<bool> ValidateClientSecretAsync(TApplication application, string secret, CancellationToken cancellationToken = default)
    {
        if (await base.ValidateClientSecretAsync(application, secret, cancellationToken))
        {
            return true;
        }

        var properties = await GetPropertiesAsync(application, cancellationToken);
        return properties.TryGetValue(FormerSecret, out var hash) && hash.GetString() is { } former && await ValidateClientSecretAsync(secret, former, cancellationToken);
    }

    public async Task Put(OpenIddictApplicationDescriptor descriptor, string? former, CancellationToken cancellationToken)
    {
        if (former is not null)
        {
            descriptor.Properties[FormerSecret] = JsonSerializer.SerializeToElement(await ObfuscateClientSecretAsync(former, cancellationToken));
        }
    }
}

/// <summary>What <see cref="ClientManager{TApplication}"/> does whatever the provider's own type of client is.</summary>
internal interface IFormerSecrets
{
    Task Put(OpenIddictApplicationDescriptor descriptor, string? former, CancellationToken cancellationToken);
}
