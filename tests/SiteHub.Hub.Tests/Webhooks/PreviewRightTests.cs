using System.Net;
using System.Net.Http.Json;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Hub.Tests.Webhooks;

/// <summary>A preview runs what it is given, so it asks for the right to change it.</summary>
public sealed class PreviewRightTests : IAsyncLifetime
{
    private HubFixture _hub = null!;

    public async ValueTask InitializeAsync() => _hub = await HubFixture.Started();

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Who_may_only_look_previews_nothing()
    {
        await _hub.Service<WebhookRegistry>().Put(new WebhookDefinition { Id = WebhookDefinition.NewId(), Name = "kept", DocTypes = ["Quotation"], Events = ["on_update"], Url = "http://localhost:1/" });
        var reader = await _hub.Token("operations", "hub.read");
        var administrator = await _hub.Token("operations", "hub.admin");
        foreach (var (token, status) in new[] { (reader, HttpStatusCode.Forbidden), (administrator, HttpStatusCode.OK) })
        {
            using var stored = await _hub.Get("/api/v1/webhooks/kept/preview", token);
            stored.StatusCode.ShouldBe(status);
            using var given = await _hub.Send(HttpMethod.Post, "/api/v1/webhooks/preview", token, JsonContent.Create(new
            {
                name = "draft", docTypes = new[] { "Quotation" }, events = new[] { "on_update" }, url = "http://localhost:1/", condition = "doc.docstatus === 1",
            }));
            given.StatusCode.ShouldBe(status);
        }
    }
}
