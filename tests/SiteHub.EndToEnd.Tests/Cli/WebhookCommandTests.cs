using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace SiteHub.EndToEnd.Tests.Cli;

/// <summary>Webhooks from the command line, against a site that runs.</summary>
public sealed class WebhookCommandTests : IAsyncLifetime
{
    private readonly Workplace _work = new(static file =>
    {
        foreach (var site in file["sites"]!.AsArray())
        {
            site!["link"] = new JsonObject { ["secret"] = "whsec_" + new string('A', 43) + "=", ["clientSecret"] = "a-client-secret" };
        }
    });

    private SiteHubProcess _acme = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _acme = _work.Start("site", "acme");
        _http = new HttpClient { BaseAddress = _work.Acme };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("token", "acme-admin:acme-admin-sample-secret");
        await _acme.Says("is ready");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _acme.DisposeAsync();
        _work.Dispose();
    }

    [Fact]
    public async Task What_the_file_declares_is_listed_enabled_sent_verified_and_replayed()
    {
        (await Site("webhooks", "list")).Output.ShouldContain("workshop");
        var port = Ports.Take();
        var file = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_work.Folder, "sites.json"), TestContext.Current.CancellationToken))!;
        var webhook = file["sites"]![0]!["webhooks"]![0]!;
        webhook["url"] = $"http://localhost:{port}/quotations/{{{{ doc.name }}}}";
        webhook["enabled"] = true;

        // By itself it shall not go again before it is replayed.
        webhook["retries"] = new JsonArray("1h");
        _work.Write(file);
        var planned = await _work.Run("apply", "--dry-run", "--json");
        planned.Output.ShouldContain("\"change\":\"changed\",\"members\":[\"enabled\",\"url\",\"retries\"]", Case.Sensitive, planned.Errors);
        (await Site("webhooks", "list")).Output.ShouldContain("disabled");
        var applied = await _work.Run("apply", "--yes", "--partial");
        applied.Output.ShouldContain("Applied to 1 of 3 roles.", Case.Sensitive, applied.Errors);
        applied.Errors.ShouldContain("The hub at");

        var name = await Submit();
        await Until("failed", async () => (await Site("deliveries", "list", "--state", "failed")).Output.Contains(name, StringComparison.Ordinal));
        var secret = (string)webhook["authentication"]![0]!["secret"]!;
        await using var listen = _work.Start("listen", "--port", $"{port}", "--secret", secret, "--json", "--count", "1");
        await Until("listening", () => IsOpen(port));
        var unasked = await Site("deliveries", "replay", "--state", "failed");
        unasked.Code.ShouldBe(1);
        unasked.Errors.ShouldContain("Nobody is here to ask, so nothing was sent again: run it again with --yes.");
        (await Site("deliveries", "list", "--state", "failed")).Output.ShouldContain(name);
        var replayed = await Site("deliveries", "replay", "--state", "failed", "--yes");
        replayed.Output.ShouldContain("1 of 1 were taken.", Case.Sensitive, replayed.Errors);
        (await listen.Ended()).ShouldBe(0);
        var arrived = JsonNode.Parse(listen.Output)!;
        ((string?)arrived["path"], (bool?)arrived["verified"]).ShouldBe(($"/quotations/{name}", true));
        ((string?)arrived["body"])!.ShouldStartWith($$"""{"id":"{{name}}","lineItems":[""");
    }

    [Fact]
    public async Task A_webhook_is_made_previewed_tested_exported_and_removed()
    {
        var name = await Submit();
        Write("hook.json", """{"name": "cli", "docTypes": ["Quotation"], "events": ["on_submit"], "url": "http://localhost:1/", "authentication": [{"type": "v1"}]}""");
        var added = await Site("webhooks", "add", "hook.json");
        added.Output.ShouldContain("whsec_", Case.Sensitive, added.Errors);

        (await Site("webhooks", "preview", "cli")).Output.ShouldContain(name);
        (await Site("webhooks", "preview", "cli", "--document", name)).Output.ShouldContain("POST http://localhost:1/");
        var test = await Site("webhooks", "test", "cli", "--document", name);
        (test.Code, test.Errors.Contains("refused", StringComparison.OrdinalIgnoreCase)).ShouldBe((1, true), test.Errors);
        var exported = await Site("webhooks", "export");
        JsonNode.Parse(exported.Output)!["webhooks"]!.AsArray().Select(static w => (string?)w!["name"]).ShouldBe(["cli", "workshop"]);
        exported.Output.ShouldNotContain("whsec_");
        (await Site("webhooks", "remove", "cli")).Code.ShouldBe(0);
        var missing = await Site("webhooks", "show", "cli");
        (missing.Code, missing.Errors).ShouldSatisfyAllConditions(m => m.Code.ShouldBe(1), m => m.Errors.ShouldContain("There is no webhook cli here"));
    }

    [Fact]
    public async Task An_import_reports_every_row_and_applies_all_or_nothing()
    {
        Write("hooks.csv", "name,docTypes,events,url\nfirst,Quotation,on_submit,http://localhost:9000/\nsecond,Nothing,on_sumbit,http://localhost:9000/\n");

        var refused = await Site("webhooks", "import", "hooks.csv");
        refused.Code.ShouldBe(1);
        refused.Output.ShouldContain("on_sumbit");
        refused.Output.ShouldContain("Nothing");
        (await Site("webhooks", "list")).Output.ShouldNotContain("first");
        var partial = await Site("webhooks", "import", "hooks.csv", "--partial");
        partial.Output.ShouldContain("Applied, but for 1 rows that are wrong.", Case.Sensitive, partial.Errors);
        (await Site("webhooks", "list")).Output.ShouldContain("first");
    }

    private Task<(int Code, string Output, string Errors)> Site(params string[] arguments) => _work.Run([.. arguments, "--site", "acme"]);

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_work.Folder, file), text);

    private async Task<string> Submit()
    {
        using var content = JsonContent.Create(new { customer = "CUST-0001", docstatus = 1, items = new[] { new { item_code = "I1", qty = 1, rate = 10 } } });
        using var answer = await _http.PostAsync("/api/resource/Quotation", content);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return (string)JsonNode.Parse(text)!["data"]!["name"]!;
    }

    private static async Task Until(string what, Func<Task<bool>> holds)
    {
        for (var i = 0; i < 60; i++)
        {
            if (await holds())
            {
                return;
            }

            await Task.Delay(250);
        }

        throw new TimeoutException(what);
    }

    private static async Task<bool> IsOpen(int port)
    {
        using var socket = new System.Net.Sockets.TcpClient();
        try
        {
            await socket.ConnectAsync("localhost", port);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
