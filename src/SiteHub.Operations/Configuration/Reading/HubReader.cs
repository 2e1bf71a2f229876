using System.Net;
using System.Text.Json;
using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Sending;

namespace SiteHub.Operations.Configuration.Reading;

internal static class HubReader
{
    private static readonly string[] Scopes = ["hub.read", "hub.admin"];

    public static HubEntry? Read(ObjectReader file, SitesScope scope)
    {
        if (file.Object("hub", required: true) is not { } hub)
        {
            return null;
        }

        var url = hub.Url();
        if (scope is SitesScope.SitePart)
        {
            return new HubEntry(url, "", "", "", null, [], [], []);
        }

        if (scope is SitesScope.ClientPart)
        {
            return new HubEntry(url, "", "", "", null, [], [], Clients(hub));
        }

        var entry = new HubEntry(
            url,
            hub.Listen(url),
            hub.Text("name") ?? "SiteHub",
            hub.Database("hub.db"),
            hub.MasterKey(),
            Networks(hub),
            Proxies(hub),
            Clients(hub))
        {
            Look = hub.Look(),
        };
        hub.Close();
        return entry;
    }

    public static string Database(this ObjectReader reader, string fallback)
    {
        var text = reader.Text("database") ?? fallback;
        if (text.Contains("://", StringComparison.Ordinal) || text.Contains(';', StringComparison.Ordinal))
        {
            // A connection string may hold a password, so it is not shown.
            reader.Fault("database", "must be the path of a SQLite file, such as hub.db; a relative one is meant from the data folder");
        }

        return text;
    }

    public static Secret? MasterKey(this ObjectReader reader)
    {
        var key = reader.Secret("masterKey");
        if (key is not null && !Delivery.Secrets.MasterKey.TryParse(key.Reveal(), out _))
        {
            reader.Fault("masterKey", $"must be base64 of {Delivery.Secrets.MasterKey.Length} random bytes; make one with: openssl rand -base64 32");
        }

        return key;
    }

    private static AllowedNetwork[] Networks(ObjectReader hub) =>
        [.. hub.List("allowNetworks", (item, path) =>
        {
            if (item.ValueKind == JsonValueKind.String && AllowedNetwork.TryParse(item.GetString(), out var network))
            {
                return network;
            }

            hub.Context.Fault(path, "must be a network, such as 10.1.0.0/16, 10.1.0.0/16:8080 or [fd00::/8]:8080", Found.Value(item));
            return null;
        }).Select(n => n.Value)];

    private static IPNetwork[] Proxies(ObjectReader hub) =>
        [.. hub.Texts("trustedProxies").Select(text =>
        {
            if (IPNetwork.TryParse(text.Value, out var network))
            {
                return network;
            }

            if (!IPAddress.TryParse(text.Value, out var address))
            {
                hub.Context.Fault(text.Path, "must be an address or a network, such as 10.0.0.7 or 10.0.0.0/24", Found.Text(text.Value));
                return default;
            }

            return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        })];

    private static ClientEntry[] Clients(ObjectReader hub)
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
        var secret = client.Secret("secret", required: true);
        var scopes = client.Texts("scopes", required: true);
        client.Close();
        if (id?.StartsWith("site-", StringComparison.Ordinal) == true)
        {
            client.Fault("id", "must not begin with site-: the sites' own clients are named so", Found.Text(id));
        }

        foreach (var scope in scopes.Where(s => !Scopes.Contains(s.Value)))
        {
            context.Fault(scope.Path, $"must be one of {Found.List(Scopes)}", Found.Text(scope.Value));
        }

        return id is null || secret is null ? null : new ClientEntry(id, secret, [.. scopes.Select(s => s.Value)]);
    }
}
