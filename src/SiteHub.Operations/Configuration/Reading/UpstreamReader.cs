using System.Text.Json;
using SiteHub.Delivery.Sending;
using SiteHub.Delivery.Tokens;
using SiteHub.Operations.Values;

namespace SiteHub.Operations.Configuration.Reading;

internal static class UpstreamReader
{
    private static readonly Dictionary<string, UpstreamKind> Kinds = new() { ["oidc"] = UpstreamKind.OpenIdConnect, ["frappe"] = UpstreamKind.Frappe };

    public static IReadOnlyList<UpstreamEntry> Upstreams(this ObjectReader hub, IReadOnlyList<AllowedNetwork> near)
    {
        var upstreams = hub.List("upstreams", (item, path) => Read(item, path, hub, near));
        FileChecks.Twice(upstreams, static u => u.Id, "id", "upstream", hub.Context);
        return [.. upstreams.Select(static u => u.Value)];
    }

    private static UpstreamEntry? Read(JsonElement item, string path, ObjectReader hub, IReadOnlyList<AllowedNetwork> near)
    {
        var context = hub.Context;
        if (ObjectReader.Open(item, path, context) is not { } upstream)
        {
            return null;
        }

        var id = upstream.Text("id", required: true) ?? "";
        if (id.Length > 0 && !Slug.IsName(id, 40))
        {
            upstream.Fault("id", "must be a-z, 0-9 and hyphens, beginning with a letter", Found.Text(id));
        }

        var kind = upstream.Choice("kind", Kinds, UpstreamKind.OpenIdConnect);
        var domains = upstream.Texts("emailDomains");
        foreach (var domain in domains.Where(static d => EmailAddress.HostOf(d.Value)?.Contains('.', StringComparison.Ordinal) != true))
        {
            context.Fault(domain.Path, "must be a domain, such as northwind.example", Found.Text(domain.Value));
        }

        if (kind == UpstreamKind.Frappe && domains.Count == 0 && !upstream.IsFaulty("emailDomains"))
        {
            upstream.Fault("emailDomains", "is missing: Frappe does not say which addresses are verified, so it is believed for these domains alone");
        }

        var key = upstream.Secret("privateKey");
        if (key is not null && ClientAssertion.FaultOf(key.Reveal()) is { } why)
        {
            upstream.Fault("privateKey", $"must be a private key in PEM that signs: {why}");
        }
        else if (key is not null && kind == UpstreamKind.Frappe)
        {
            upstream.Fault("privateKey", "is for kind oidc: Frappe knows its clients by their secret");
        }

        var entry = new UpstreamEntry(
            id,
            upstream.Text("name") ?? id,
            kind,
            upstream.Address("issuer", hub, near) ?? new Uri("https://nowhere.invalid"),
            upstream.Text("clientId", required: true) ?? "",
            upstream.Secret("clientSecret", required: key is null) ?? (key is null ? new Secret("-") : null),
            [.. domains.Select(static d => EmailAddress.HostOf(d.Value) ?? d.Value)],
            upstream.Flag("trustEmail"),
            upstream.Flag("createPeople"),
            [.. upstream.Texts("scopes").Select(static s => s.Value)],
            upstream.Text("rolesClaim") ?? (kind == UpstreamKind.Frappe ? "roles" : "groups"),
            Roles(upstream)) { PrivateKey = key, KeyId = upstream.Text("keyId") };
        upstream.Close();
        return entry;
    }

    private static bool IsRole(string text) => text.Split(':', 2, StringSplitOptions.TrimEntries) is [var site, var role]
        ? Slug.Parse(site) is not null && RoleName.Parse(role) is not null
        : RoleName.Parse(text) is not null;

    private static Dictionary<string, IReadOnlyList<string>> Roles(ObjectReader upstream)
    {
        var roles = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (upstream.Object("roles") is { } map)
        {
            foreach (var (value, _) in map.Members)
            {
                var given = map.Texts(value);
                foreach (var role in given.Where(static r => !IsRole(r.Value)))
                {
                    upstream.Context.Fault(role.Path, "must be a role at the hub, or a site and a role there, such as \"acme: Sales User\"", Found.Text(role.Value));
                }

                roles[value] = [.. given.Select(static r => r.Value)];
            }
        }

        return roles;
    }
}
