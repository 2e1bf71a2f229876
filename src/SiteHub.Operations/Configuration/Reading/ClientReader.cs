using System.Text.Json;
using SiteHub.Operations.Values;

namespace SiteHub.Operations.Configuration.Reading;

internal static class ClientReader
{
    private static readonly string[] OwnScopes = ["hub.read", "hub.admin"];
    private static readonly string[] PeopleScopes = ["openid", "profile", "email", "offline_access", "member.read", "member.act"];

    public static ClientEntry[] Clients(this ObjectReader hub)
    {
        var clients = hub.List("clients", (item, path) => Client(item, path, hub.Context));
        FileChecks.Twice(clients, c => c.Id, "id", "client", hub.Context);
        return [.. clients.Select(c => c.Value)];
    }

    private static ClientEntry? Client(JsonElement item, string path, ReadContext context)
    {
        if (ObjectReader.Open(item, path, context) is not { } client)
        {
            return null;
        }

        var id = client.Text("id", required: true);
        var name = client.Text("name");
        var secret = client.Secret("secret", required: true);
        var former = client.Secret("formerSecret");
        var scopes = client.Texts("scopes", required: true);
        var redirects = client.Addresses("redirectUris");
        var after = client.Addresses("postLogoutRedirectUris");
        var told = client.Addresses("backchannelLogoutUris");
        var firstParty = client.Flag("firstParty");
        var frappe = client.Flag("frappe");
        client.Close();
        if (id?.StartsWith("site-", StringComparison.Ordinal) == true)
        {
            client.Fault("id", "must not begin with site-: the sites' own clients are named so", Found.Text(id));
        }

        if (frappe && redirects.Count != 1)
        {
            client.Fault("redirectUris", "must be exactly one for a Frappe site: nothing else tells whether its sign-in is its own");
        }

        var known = redirects.Count == 0 ? OwnScopes : [.. OwnScopes, .. PeopleScopes];
        foreach (var scope in scopes.Where(s => !known.Contains(s.Value)))
        {
            context.Fault(scope.Path, redirects.Count == 0 && PeopleScopes.Contains(scope.Value) ? "is had by signing people in, for which redirectUris must be given" : $"must be one of {Found.List(known)}", Found.Text(scope.Value));
        }

        return id is null || secret is null ? null : new ClientEntry(id, secret, [.. scopes.Select(static s => s.Value).Where(OwnScopes.Contains)])
        {
            Name = name,
            FormerSecret = former,
            SignIn = redirects.Count == 0 ? null : new ClientSignInEntry(redirects, after, told.FirstOrDefault(), [.. scopes.Select(static s => s.Value).Where(PeopleScopes.Contains)], firstParty, frappe),
        };
    }

    private static List<Uri> Addresses(this ObjectReader client, string name)
    {
        var addresses = new List<Uri>();
        foreach (var text in client.Texts(name))
        {
            if (WebAddress.Safe(text.Value) is { Fragment.Length: 0 } address)
            {
                addresses.Add(address);
            }
            else
            {
                client.Context.Fault(text.Path, "must be an https address without a fragment, or http on this machine", Found.Text(text.Value));
            }
        }

        return addresses;
    }
}
