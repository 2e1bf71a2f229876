using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenIddict.Abstractions;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Storage;

namespace SiteHub.Hub.Identity;

/// <summary>
/// Makes the clients what the configuration says. Nothing is touched when nothing was changed since the last start; a client that came
/// from elsewhere is never removed because the file does not name it.
/// </summary>
internal sealed class DeclaredClients(IServiceScopeFactory scopes, Database database, ClientRows rows, HubKeys keys, ProviderOptions identity, AuditTrail audit, ILogger<DeclaredClients> log)
{
    private const string Applied = "clients.applied";

    /// <summary>Goes up when the provider's record says more than before about the same declaration: then all are saved once more.</summary>
    private const int Form = 2;

    public async Task Apply(CancellationToken cancellationToken)
    {
        var whole = Fingerprint(string.Join('\n', identity.Clients.OrderBy(client => client.Id, StringComparer.Ordinal).Select(Fingerprint)));
        if (database.Read(static session => RoleSettings.Get(session, Applied)) == whole)
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<HubDbContext>();
        var applications = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        var tokens = scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>();
        var known = rows.All();
        var told = new List<AuditRow>();

        // One transaction for all: a sync to disk for each of a thousand clients would take half a minute.
        using var pass = await database.Gate.EnterAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        foreach (var client in identity.Clients)
        {
            var fingerprint = Fingerprint(client);
            var row = known.GetValueOrDefault(client.Id);
            if (row?.Fingerprint != fingerprint)
            {
                await Save(applications, tokens, client, cancellationToken);
                if (client.SignIn?.Site is { } erpOf)
                {
                    await context.Database.ExecuteSqlAsync($"INSERT INTO site_person (site, person) SELECT DISTINCT Site, PersonId FROM person_site_role WHERE Site = {erpOf} ON CONFLICT DO NOTHING", cancellationToken);
                }

                await context.Database.ExecuteSqlAsync(ClientRows.Save(client.Id, ClientRows.FromFile, fingerprint), cancellationToken);
                var details = new JsonObject { ["scopes"] = string.Join(' ', client.Scopes) };
                told.Add(await audit.Append(context, new AuditEntry(Actor.File, row is null ? "client.added" : "client.changed", client.Id) { Details = details }, cancellationToken));
                Log.ClientApplied(log, client.Id, row?.Origin ?? ClientRows.FromFile, string.Join(' ', client.Scopes));
            }
        }

        foreach (var row in known.Values.Where(row => row.Origin == ClientRows.FromFile && identity.Clients.All(client => client.Id != row.ClientId)))
        {
            if (await applications.FindByClientIdAsync(row.ClientId, cancellationToken) is { } application)
            {
                await applications.DeleteAsync(application, cancellationToken);
            }

            await context.Database.ExecuteSqlAsync(ClientRows.Remove(row.ClientId), cancellationToken);
            told.Add(await audit.Append(context, new AuditEntry(Actor.File, "client.removed", row.ClientId), cancellationToken));
            Log.ClientRemoved(log, row.ClientId);
        }

        await context.Database.ExecuteSqlAsync(RoleSettings.Put(Applied, whole), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        told.ForEach(row => audit.Tell(row));
    }

    private static async Task Save(IOpenIddictApplicationManager applications, IOpenIddictTokenManager tokens, DeclaredClient client, CancellationToken cancellationToken)
    {
        var descriptor = ClientDescription.Of(client);
        await ((IFormerSecrets)applications).Put(descriptor, client.FormerSecret?.Reveal(), cancellationToken);
        if (await applications.FindByClientIdAsync(client.Id, cancellationToken) is not { } application)
        {
            await applications.CreateAsync(descriptor, cancellationToken);
            return;
        }

        // A site that was enrolled before, and is declared now, has a secret and no key: the description says so. Tokens given for the old secret or the old scopes end with them.
        await applications.UpdateAsync(application, descriptor, cancellationToken);
        await tokens.RevokeByApplicationIdAsync((await applications.GetIdAsync(application, cancellationToken))!, cancellationToken);
    }

    private string Fingerprint(DeclaredClient client) =>
        Fingerprint(JsonSerializer.Serialize(new { Form, client.Id, client.Name, Secret = client.Secret?.Reveal(), Former = client.FormerSecret?.Reveal(), Scopes = client.Scopes.Order(StringComparer.Ordinal), client.SignIn }) + client.Keys + client.KeysUri);

    private string Fingerprint(string text) => Convert.ToBase64String(HMACSHA256.HashData(keys.Comparison, Encoding.UTF8.GetBytes(text)));
}
