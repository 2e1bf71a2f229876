using System.Net;
using System.Text.Json.Nodes;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Links;

namespace SiteHub.Hub.Tests.Customers;

/// <summary>What happens in the portal is told to the hub's webhooks, with it or not at all.</summary>
public sealed class PortalEventTests : IAsyncLifetime
{
    private PortalFixture _portal = null!;
    private string _token = null!;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalFixture.Started();
        _token = await _portal.Operator();
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task Requests_their_states_and_changes_of_customers_and_profiles_are_events_of_webhooks()
    {
        var (status, made) = await _portal.Post("/api/v1/webhooks", _token, new
        {
            name = "crm",
            events = new[] { "action.requested", "action.completed", "customer.member_set", "person.profile_changed" },
            url = "http://localhost:9/crm",
            condition = "doc.account !== 'CUST-L'",
        });
        status.ShouldBe(HttpStatusCode.Created, made?.ToJsonString());
        var (_, taken) = await _portal.Post("/api/v1/documents/acme/Quotation/QTN-R/actions/accept", await _portal.Token(PortalFixture.Rita), new { });
        await _portal.Post("/api/v1/documents/acme/Quotation/QTN-L/actions/accept", await _portal.Token(PortalFixture.Leo), new { });
        await _portal.Acme.Apply(LinkEventTypes.ActionProgressed, new ActionProgressed((string)taken!["request"]!, "completed", null, 2, _portal.Hub.Time.GetUtcNow()).WriteTo);
        await _portal.Send(HttpMethod.Put, $"/api/v1/customers/{_portal.Riverside}/members/{_portal.PersonOf(PortalFixture.Vera)}", _token, System.Net.Http.Json.JsonContent.Create(new { role = "buyer" }));
        using var saved = await (await _portal.Browser(PortalFixture.Rita)).Submit("/account", "/account", ("Name", "Rita R."), ("Language", ""), ("TimeZone", "Europe/Berlin"));

        var told = _portal.Hub.Database.Read(static session => session.Many("SELECT e.types, e.doc FROM webhook_event e JOIN delivery d ON d.event = e.number ORDER BY e.number", static row => (Type: row.Text(0), Doc: JsonNode.Parse(row.Bytes(1))!)));
        told.Select(static message => message.Type).ShouldBe(["action.requested", "action.completed", "customer.member_set", "person.profile_changed"]);
        ((string)told[1].Doc["request"]!).ShouldBe((string)taken["request"]!);
        ((string)told[2].Doc["role"]!).ShouldBe("buyer");
        ((string)told[3].Doc["name"]!).ShouldBe("Rita R.");
    }
}
