using Microsoft.AspNetCore.Mvc;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Features.Clients;
using SiteHub.Hub.Identity;
using SiteHub.Operations.Features.Admin;

namespace SiteHub.Hub.Features.Admin.Clients;

/// <summary>The programs that may fetch tokens: sites, and those that are declared.</summary>
internal sealed class IndexModel(ClientRows rows, ClientAccess access, HubOptions hub) : AdminPage
{
    public IReadOnlyList<ShownClient> Clients { get; private set; } = [];

    public void OnGet() => Clients = [.. rows.All().Values.Select(row =>
    {
        var declared = hub.Hub.Clients.FirstOrDefault(client => client.Id == row.ClientId);
        var scopes = declared is null ? [] : declared.Scopes.Concat(declared.SignIn?.Scopes ?? []).Distinct().ToList();
        return new ShownClient(row.ClientId, row.Origin, row.Disabled, HubScopes.SiteOf(row.ClientId), scopes, declared?.SignIn?.RedirectUris ?? []);
    })];

    public async Task<IActionResult> OnPostAsync(string id, bool disabled) =>
        Told(await ClientsEndpoints.Set(id, disabled, Actor.Of(HttpContext), access, HttpContext.RequestAborted), disabled ? "It gets no more tokens, and those that it had are worth nothing." : "It may fetch tokens again.");
}

/// <param name="Site">whose client it is; null: a declared one</param>
internal sealed record ShownClient(string Id, string Origin, bool Disabled, string? Site, IReadOnlyList<string> Scopes, IReadOnlyList<Uri> RedirectUris);
