using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using SiteHub.Delivery.Tests.Webhooks;
using SiteHub.Hub.People;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Tests.SignIn;

/// <summary>A relying party that others wrote: the npm package openid-client.</summary>
public sealed class RelyingPartyTests
{
    [Fact]
    public async Task Discovery_code_with_PKCE_userinfo_refresh_introspection_and_logout_work_with_openid_client()
    {
        await using var hub = new HubFixture();
        hub.Url = hub.Listen = $"http://127.0.0.1:{Ports.Take()}";

        hub.Clients.Add(new ClientEntry("portal", new Secret(HubFixture.Secret), [])
        {
            Name = "A portal",
            SignIn = new ClientSignInEntry([new Uri("http://localhost:1/callback")], [new Uri("http://localhost:1/bye")], null, ["openid", "profile", "email", "offline_access"], FirstParty: false, Frappe: false),
        });
        hub.People.Add(new SeedPerson("sam@acme.example", "Sam", "a long enough password", [], new Dictionary<string, IReadOnlyList<string>>()));
        await hub.Start();

        // The package looks at the machine's clock.
        hub.Time.SetUtcNow(TimeProvider.System.GetUtcNow());
        var answer = await NodeScript.RunAsync("openid-client.mjs", new JsonObject
        {
            ["issuer"] = hub.Url + "/",
            ["clientId"] = "portal",
            ["clientSecret"] = HubFixture.Secret,
            ["redirectUri"] = "http://localhost:1/callback",
            ["postLogoutUri"] = "http://localhost:1/bye",
            ["email"] = "sam@acme.example",
            ["password"] = "a long enough password",
        });

        ((string?)answer["claims"]!["email"], (string?)answer["userinfo"]!["name"]).ShouldBe(("sam@acme.example", "Sam"));
        ((bool)answer["active"]!, (bool)answer["renewed"]!).ShouldBe((true, true));
        ((string?)answer["out"]).ShouldBe("http://localhost:1/bye?state=bye");
        ((string?)answer["afterwards"]).ShouldBe("invalid_grant");
    }
}
