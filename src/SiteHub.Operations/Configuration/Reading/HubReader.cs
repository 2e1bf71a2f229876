using System.Text.Json;
using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Operations.Configuration.Reading;

internal static class HubReader
{
    private static readonly Dictionary<string, bool> Jobs = new(StringComparer.Ordinal) { ["file"] = false, ["memory"] = true };

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
            return new HubEntry(url, "", "", "", null, [], [], hub.Clients(hub.Networks()));
        }

        var near = hub.Networks();
        var webhooks = hub.Webhooks();
        var entry = new HubEntry(
            url,
            hub.Listen(url),
            hub.Text("name") ?? "SiteHub",
            hub.Database("hub.db"),
            hub.MasterKey(),
            near,
            hub.TrustedProxies(),
            hub.Clients(near))
        {
            PlainHttpFrom = hub.PlainHttpFrom(url),
            Look = hub.Look(),
            Mail = hub.Mail(),
            Upstreams = hub.Upstreams(near),
            Aliases = hub.Aliases(),
            JobsInMemory = hub.JobsInMemory(),
            SelfRegistration = hub.Flag("selfRegistration"),
            Origins = hub.Origins(),
            Webhooks = [.. webhooks.Select(static w => w.Value)],
        };
        WebhooksReader.Check(webhooks, new WebhookScope(static _ => new DocTypeFacts(Submittable: true), Slugs(file)), hub.Context);
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

    public static bool JobsInMemory(this ObjectReader reader) => reader.Choice("jobs", Jobs, false);

    public static Secret? MasterKey(this ObjectReader reader)
    {
        var key = reader.Secret("masterKey");
        if (key is not null && !Delivery.Secrets.MasterKey.TryParse(key.Reveal(), out _))
        {
            reader.Fault("masterKey", $"must be base64 of {Delivery.Secrets.MasterKey.Length} random bytes; make one with: openssl rand -base64 32");
        }

        return key;
    }

    private static List<string> Slugs(ObjectReader file) => file.Any("sites") is { ValueKind: JsonValueKind.Array } sites
        ? [.. sites.EnumerateArray().Select(static site => site.ValueKind == JsonValueKind.Object && site.TryGetProperty("slug", out var slug) ? slug.ToString() : "")]
        : [];
}
