using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SiteHub.Delivery.Webhooks;
using SiteHub.Hub.People;
using SiteHub.Hub.Tests.SignIn;

namespace SiteHub.Hub.Tests.Webhooks;

/// <summary>A webhook's secrets do not follow it to another origin: at the hub as at a site, by the page as by the API.</summary>
public sealed class MovedWebhookTests : IAsyncLifetime
{
    private const string Password = "correct horse battery";
    private const string There = "http://127.0.0.2:9/in";

    private readonly HubFixture _hub = new();

    public async ValueTask InitializeAsync()
    {
        _hub.People.Add(new SeedPerson("operator@example.com", "Op", Password, [HubRoles.Operator], new Dictionary<string, IReadOnlyList<string>>()));
        await _hub.Start();
        using var content = JsonContent.Create(new
        {
            name = "kept", docTypes = new[] { "Quotation" }, events = new[] { "on_update" }, url = "http://127.0.0.1:9/in", authentication = new[] { new { type = "bearer", token = "stored-token" } }, headers = new[] { new { name = "X-Api-Key", value = "stored-key" } },
        });
        using var made = await _hub.Send(HttpMethod.Post, "/api/v1/webhooks", await _hub.Token("operations", "hub.admin"), content);
        made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Theory]
    [InlineData("***", "X-Api-Key: given-anew", "#token")]
    [InlineData("", "X-Api-Key: given-anew", "#token")]
    [InlineData("given-anew", "X-Api-Key: ***", "#headers")]
    [InlineData("***", "X-Api-Key: ***", "#token")]
    public async Task By_the_page(string bearer, string headers, string told)
    {
        using var browser = new Browser(_hub);
        await browser.SignIn("operator@example.com", Password);
        var edit = $"/admin/webhooks/{Kept.Id}/edit";
        (string, string)[] form = [("Form.Name", "kept"), ("Form.Enabled", "true"), ("Form.DocTypes", "Quotation"), ("Form.Events", "on_update"), ("Form.Url", There), ("Form.Authentication.Authorizes", "bearer"), ("Form.Authentication.Token", bearer), ("Form.Headers", headers)];

        foreach (var page in new[] { await browser.Submitted(edit, edit, form), await browser.Submitted(edit + "?handler=Check", edit, form) })
        {
            page.ShouldContain("do not follow");
            page.ShouldContain(told);
            page.ShouldNotContain("stored-");
        }

        Kept.Url.ShouldBe("http://127.0.0.1:9/in");
    }

    [Theory]
    [InlineData("PUT", "/api/v1/webhooks/kept")]
    [InlineData("PUT", "/api/v1/webhooks")]
    [InlineData("POST", "/api/v1/webhooks/import")]
    public async Task By_the_API(string method, string path)
    {
        var token = await _hub.Token("operations", "hub.read hub.admin");
        using var shown = await _hub.Get("/api/v1/webhooks/kept", token);
        var webhook = (await shown.Content.ReadFromJsonAsync<JsonObject>())!;
        webhook["url"] = There;
        if (path != "/api/v1/webhooks/kept")
        {
            webhook.Remove("id");
            webhook.Remove("status");
            webhook.Remove("origin");
        }

        JsonNode body = path.EndsWith("/import", StringComparison.Ordinal) ? new JsonArray(webhook) : path.EndsWith("/kept", StringComparison.Ordinal) ? webhook : new JsonObject { ["webhooks"] = new JsonArray(webhook) };
        using var content = JsonContent.Create(body);
        using var answer = await _hub.Send(new HttpMethod(method), path, token, content);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("do not follow");
        Kept.Url.ShouldBe("http://127.0.0.1:9/in");
    }

    private WebhookDefinition Kept => _hub.Service<WebhookRegistry>().Find("kept")!.Definition;
}
