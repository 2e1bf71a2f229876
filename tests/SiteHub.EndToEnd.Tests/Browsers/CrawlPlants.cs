using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using SiteHub.EndToEnd.Tests.Worlds;
using SiteHub.Hub.Tests.Accounts;
using SiteHub.Protocol.Signatures;

namespace SiteHub.EndToEnd.Tests.Browsers;

/// <summary>One of each thing that a page is about and that the sample has none of, at the hub and at acme.</summary>
internal static class CrawlPlants
{
    /// <param name="world">into which it is planted</param>
    /// <param name="name">of the things, which no other crawl of that world has</param>
    public static async Task Plant(UpAndBrowser world, string name)
    {
        using var hub = new HttpClient { BaseAddress = world.Hub };
        hub.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await HubClient.TokenAsync(hub, "operations", "operations-sample-secret", "hub.admin hub.read"));
        using var site = new HttpClient { BaseAddress = world.Acme };
        site.DefaultRequestHeaders.Add("Authorization", "token acme-admin:acme-admin-sample-secret");
        var webhook = new { name, docTypes = new[] { "Quotation" }, events = new[] { "after_insert", "on_update", "on_submit" }, url = "http://127.0.0.1:9/", retries = new[] { "1h" } };
        await Post(hub, "/api/v1/webhooks", webhook);
        await Post(site, "/api/v1/webhooks", webhook);
        await Post(site, "/api/resource/Quotation", new { customer = "CUST-0001", docstatus = 1, items = new[] { new { item_code = "I1", qty = 1, rate = 10 } } });
        await Until.Holds(async () =>
        {
            foreach (var role in new[] { hub, site })
            {
                (await role.GetFromJsonAsync<JsonNode>($"/api/v1/deliveries?webhook={name}"))!["deliveries"]!.AsArray().ShouldNotBeEmpty();
            }
        });
        foreach (var role in new[] { hub, site })
        {
            await Post(role, "/api/v1/deliveries/replay", new { webhook = name, since = "2000-01-01" });

            // As somebody for whom the hub may not write there: refused, and shown on either side.
            var receiver = await Post(role, "/api/v1/receivers", role == hub
                ? new { name, scheme = "frappe", docType = "Customer", match = "name", document = """{"name": "CUST-0001", "customer_name": {{ body.name | json }}}""", user = "admin@acme.example", site = "acme" }
                : new { name, scheme = "frappe", docType = "Customer", match = "name", document = """{"name": "CUST-0001", "customer_name": {{ body.name | json }}}""", user = "admin@acme.example" });
            const string Body = """{"name": "Riverside Trading"}""";
            using var content = new StringContent(Body, Encoding.UTF8, "application/json");
            content.Headers.Add(FrappeSignature.HeaderName, FrappeSignature.Sign((string)receiver["madeSecret"]!, Encoding.UTF8.GetBytes(Body)));
            using var answer = await role.PostAsync($"/hooks/{name}", content);
            answer.EnsureSuccessStatusCode();
        }

        await Until.Holds(async () => (await site.GetFromJsonAsync<JsonNode>("/api/v1/links/acme/rejected"))!["rejected"]!.AsArray().ShouldNotBeEmpty());
        await using var database = new SqliteConnection($"Data Source={Path.Combine(world.Folder, ".sitehub", "hub", "hub.db")}");
        await database.OpenAsync();
        await using var reject = database.CreateCommand();
        reject.CommandText = """
            INSERT INTO rejected_entry (link, epoch, epoch_id, seq, entry_id, type, subject, at, received_at, reason, data)
            SELECT name, in_epoch, in_epoch_id, 900000 + length($1), 'evt_' || $1, 'document.changed', 'Quotation', 0, 0, 'an older version could not read it', '{}' FROM link WHERE name = 'acme'
            """;
        reject.Parameters.AddWithValue("$1", name);
        (await reject.ExecuteNonQueryAsync()).ShouldBe(1);
    }

    private static async Task<JsonNode> Post(HttpClient role, string path, object what)
    {
        using var answer = await role.PostAsJsonAsync(path, what);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {text}");
        return JsonNode.Parse(text)!;
    }
}
