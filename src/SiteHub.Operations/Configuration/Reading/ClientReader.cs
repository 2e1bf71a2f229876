using System.Text.Json;
using SiteHub.Delivery.Sending;
using SiteHub.Operations.Values;

namespace SiteHub.Operations.Configuration.Reading;

internal static class ClientReader
{
    private static readonly string[] OwnScopes = ["hub.read", "hub.admin"];
    private static readonly Dictionary<string, bool> IdTokenAlgorithms = new() { ["ES256"] = false, ["RS256"] = true };
    private static readonly string[] PeopleScopes = ["openid", "profile", "email", "offline_access", "member.read", "member.act"];

    public static ClientEntry[] Clients(this ObjectReader hub, IReadOnlyList<AllowedNetwork> near)
    {
        var clients = hub.List("clients", (item, path) => Client(item, path, hub, near));
        FileChecks.Twice(clients, c => c.Id, "id", "client", hub.Context);
        return [.. clients.Select(c => c.Value)];
    }

    private static ClientEntry? Client(JsonElement item, string path, ObjectReader hub, IReadOnlyList<AllowedNetwork> near)
    {
        var context = hub.Context;
        if (ObjectReader.Open(item, path, context) is not { } client)
        {
            return null;
        }

        var id = client.Text("id", required: true);
        var name = client.Text("name");
        var keys = client.Any("jwks");
        if (keys is { } set && FaultOf(set) is { } wrong)
        {
            client.Fault("jwks", wrong);
        }

        var isByAddress = client.Any("jwksUri") is not null;
        var keysUri = isByAddress ? client.Address("jwksUri", hub, near) : null;
        if (keys is not null && isByAddress)
        {
            client.Fault("jwksUri", "must not stand beside jwks: the keys are in the file, or there");
        }

        var secret = client.Secret("secret", required: keys is null && !isByAddress);
        var former = client.Secret("formerSecret");
        var scopes = client.Texts("scopes", required: true);
        var redirects = client.Addresses("redirectUris", hub, near);
        var after = client.Addresses("postLogoutRedirectUris", hub, near);
        var told = client.Addresses("backchannelLogoutUris", hub, near);
        var firstParty = client.Flag("firstParty");
        var frappe = client.Flag("frappe");
        var site = client.Text("site");
        var algorithm = client.Choice("idTokenSigningAlg", IdTokenAlgorithms, false) ? "RS256" : null;
        client.Close();
        if (site is not null && Slug.Parse(site) is null)
        {
            client.Fault("site", $"must be {Slug.Expected}: the site whose ERP this is", Found.Text(site));
        }
        else if (site is not null && !frappe)
        {
            client.Fault("site", "is for a client with \"frappe\": true: the ERP of that site", Found.Text(site));
        }

        if (id?.StartsWith("site-", StringComparison.Ordinal) == true)
        {
            client.Fault("id", "must not begin with site-: the sites' own clients are named so", Found.Text(id));
        }

        if (told.Count > 1)
        {
            client.Fault("backchannelLogoutUris", "must be one at most: a client is told once of a session's end, and tells its own parts");
        }

        var isForPeople = redirects.Count > 0 || client.IsFaulty("redirectUris");
        if (frappe && redirects.Count != 1 && !client.IsFaulty("redirectUris"))
        {
            client.Fault("redirectUris", "must be exactly one for a Frappe site: nothing else tells whether its sign-in is its own");
        }

        var known = isForPeople ? [.. OwnScopes, .. PeopleScopes] : OwnScopes;
        foreach (var scope in scopes.Where(s => !known.Contains(s.Value)))
        {
            context.Fault(scope.Path, !isForPeople && PeopleScopes.Contains(scope.Value) ? "is had by signing people in, for which redirectUris must be given" : $"must be one of {Found.List(known)}", Found.Text(scope.Value));
        }

        return id is null || (secret is null && keys is null && keysUri is null) ? null : new ClientEntry(id, secret, [.. scopes.Select(static s => s.Value).Where(OwnScopes.Contains)])
        {
            Name = name,
            Keys = keys?.GetRawText(),
            KeysUri = keysUri,
            FormerSecret = former,
            SignIn = redirects.Count == 0 ? null : new ClientSignInEntry(redirects, after, told.FirstOrDefault(), [.. scopes.Select(static s => s.Value).Where(PeopleScopes.Contains)], firstParty, frappe) { Site = site, IdTokenAlgorithm = algorithm },
        };
    }

    /// <summary>Public keys by which a client may sign (RFC 7517), and nothing that should not stand in a file.</summary>
    private static string? FaultOf(JsonElement set)
    {
        if (set.ValueKind != JsonValueKind.Object || !set.TryGetProperty("keys", out var keys) || keys.ValueKind != JsonValueKind.Array || keys.GetArrayLength() == 0)
        {
            return "must be a JSON Web Key Set: {\"keys\": [ … ]}";
        }

        foreach (var key in keys.EnumerateArray())
        {
            var isEc = Text(key, "kty") == "EC" && Text(key, "crv") == "P-256" && Text(key, "x") is not null && Text(key, "y") is not null;
            var isRsa = Text(key, "kty") == "RSA" && Text(key, "n") is { Length: >= 342 } && Text(key, "e") is not null;
            if (!isEc && !isRsa)
            {
                return "must hold keys of the curve P-256, or of RSA with 2,048 bits or more";
            }

            if (key.TryGetProperty("d", out _))
            {
                return "must hold public keys alone: the private ones (d) stay with the client";
            }
        }

        return null;
    }

    private static string? Text(JsonElement key, string name) => key.ValueKind == JsonValueKind.Object && key.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
