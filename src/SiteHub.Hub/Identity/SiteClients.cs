using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Enrolment;
using SiteHub.Hub.Storage;

namespace SiteHub.Hub.Identity;

/// <summary>The clients of enrolled sites: known by a key (private_key_jwt), of which the hub has the public half alone.</summary>
internal sealed class SiteClients(IServiceScopeFactory scopes, Database database, ClientRows rows, ClientAccess access, EnrolledClients enrolled, TimeProvider time)
{
    public async Task Save(SiteTrust trust, string name, Uri url, CancellationToken cancellationToken)
    {
        var id = HubScopes.SiteClient(trust.Site);
        var keys = trust.Keys.Where(key => key.Until is null || key.Until > time.GetUtcNow()).Select(static key => key.Key).ToList();
        var fingerprint = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { name, url, keys }))));
        if (rows.All().GetValueOrDefault(id) is { } row && row.Fingerprint == fingerprint && !row.Disabled)
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<HubDbContext>();
        var applications = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        var descriptor = ClientDescription.Of(DeclaredClient.OfSite(trust.Site, name, url, null));
        descriptor.JsonWebKeySet = new JsonWebKeySet();
        keys.ForEach(key => descriptor.JsonWebKeySet.Keys.Add(new JsonWebKey { Kty = key.Kty, Crv = key.Crv, X = key.X, Y = key.Y, Kid = key.Kid, Use = "sig", Alg = SecurityAlgorithms.EcdsaSha256 }));
        using var pass = await database.Gate.EnterAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await applications.FindByClientIdAsync(id, cancellationToken) is { } application)
        {
            // A secret that the file gave before is worth nothing from now on.
            await applications.PopulateAsync(application, descriptor, cancellationToken);
            await applications.UpdateAsync(application, descriptor, cancellationToken);
        }
        else
        {
            await applications.CreateAsync(descriptor, cancellationToken);
        }

        await context.Database.ExecuteSqlAsync(ClientRows.Save(id, Enrolling.Origin, fingerprint), cancellationToken);
        await context.Database.ExecuteSqlAsync($"UPDATE client SET disabled = 0, origin = {Enrolling.Origin} WHERE client_id = {id}", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        enrolled.Forget();
    }

    /// <summary>For a start after a crash; where it is so already, nothing is done or recorded.</summary>
    public Task EnsureDisabled(string site, CancellationToken cancellationToken) =>
        rows.IsDisabled(HubScopes.SiteClient(site)) ? Task.CompletedTask : Disable(site, Actor.Hub, cancellationToken);

    public Task Disable(string site, Actor by, CancellationToken cancellationToken) => access.Set(HubScopes.SiteClient(site), disabled: true, by, cancellationToken);
}
