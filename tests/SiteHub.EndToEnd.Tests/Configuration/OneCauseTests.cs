using System.Text.Json.Nodes;

namespace SiteHub.EndToEnd.Tests.Configuration;

/// <summary>One cause, one fault: whoever mends what is named has nothing else to mend.</summary>
public sealed class OneCauseTests
{
    [Fact]
    public void Each_value_that_cannot_be_read_is_one_fault()
    {
        SampleFile.Parse(Whole());

        Paths(Whole(), "$").SelectMany(static path => Faults(path, new JsonObject())).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("http://no where")]
    [InlineData("ftp://erp.example")]
    [InlineData("http://erp.example:8000/cb")]
    [InlineData("http://10.2.0.1:8001/cb")]
    [InlineData("")]
    public void Each_address_that_is_none_is_one_fault(string bad) =>
        Paths(Whole()["hub"], "$.hub").Where(static path => path.Contains("ri", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".issuer", StringComparison.Ordinal) || path.Contains("Networks", StringComparison.Ordinal))
            .SelectMany(path => Faults(path, JsonValue.Create(bad))).ShouldBeEmpty();

    /// <summary>What is wrong more than once.</summary>
    private static IEnumerable<string> Faults(string path, JsonNode bad)
    {
        var spoilt = Whole();
        Put(spoilt, path, bad);
        try
        {
            SampleFile.Parse(spoilt);
        }
        catch (Operations.Configuration.SitesFileException e) when (e.Faults.Count > 1)
        {
            return [$"{path} = {bad.ToJsonString()}: {string.Join(" | ", e.Faults)}"];
        }
        catch (Operations.Configuration.SitesFileException)
        {
            // The one.
        }

        return [];
    }

    private static JsonNode Whole() => SampleFile.Changed(static file =>
    {
        var hub = file["hub"]!;
        file["sites"]!.AsArray().RemoveAt(1);
        file.Acme()["source"]!["seed"]!["documents"] = new JsonObject { ["Customer"] = file.Acme()["source"]!["seed"]!["documents"]!["Customer"]!.DeepClone() };
        hub["allowNetworks"] = new JsonArray("10.1.0.0/16", "10.2.0.0/16:8000");
        hub["clients"]!.AsArray().Add(JsonNode.Parse("""{ "id": "erp", "secret": "s", "frappe": true, "firstParty": true, "redirectUris": ["http://erp.localhost:8000/cb"], "postLogoutRedirectUris": ["https://erp.example/bye"], "backchannelLogoutUris": ["http://10.1.2.3:8000/out"], "scopes": ["openid", "profile", "email", "offline_access", "member.read", "hub.read"] }"""));
        hub["upstreams"] = JsonNode.Parse("""[{ "id": "frappe", "kind": "frappe", "name": "ERP", "issuer": "http://erp.localhost:8000", "clientId": "c", "clientSecret": "s", "emailDomains": ["northwind.example"], "roles": { "System Manager": ["operator"] } }, { "id": "oidc", "issuer": "https://login.example", "clientId": "c", "clientSecret": "s", "trustEmail": true }]""");
    });

    /// <summary>Of every value that is neither object nor list.</summary>
    private static IEnumerable<string> Paths(JsonNode? node, string at)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members)
                {
                    foreach (var below in Paths(value, $"{at}.{name}"))
                    {
                        yield return below;
                    }
                }

                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    foreach (var below in Paths(items[i], $"{at}[{i}]"))
                    {
                        yield return below;
                    }
                }

                break;
            default:
                yield return at;
                break;
        }
    }

    private static void Put(JsonNode root, string path, JsonNode value)
    {
        var node = root;
        var parts = path[1..].Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries);
        foreach (var (index, part) in parts.Index())
        {
            var last = index == parts.Length - 1;
            if (part[0] == '[')
            {
                var i = int.Parse(part[1..^1], System.Globalization.CultureInfo.InvariantCulture);
                if (last)
                {
                    node.AsArray()[i] = value;
                }
                else
                {
                    node = node[i]!;
                }
            }
            else if (last)
            {
                node[part] = value;
            }
            else
            {
                node = node[part]!;
            }
        }
    }
}
