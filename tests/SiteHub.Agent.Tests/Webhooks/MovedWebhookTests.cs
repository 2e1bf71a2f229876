using System.Text.Json.Nodes;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Agent.Tests.Webhooks;

/// <summary>A webhook's secrets do not follow it to another origin: who may change its address would have them sent to themselves.</summary>
public sealed class MovedWebhookTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private const string Path = "/api/v1/webhooks";
    private const string Url = "https://hooks.example.com/in";

    private static readonly Dictionary<string, string> Secrets = new()
    {
        ["bearer"] = """ "authentication": [{"type": "bearer", "token": "stored-token"}] """,
        ["basic"] = """ "authentication": [{"type": "basic", "user": "u", "password": "stored-password"}] """,
        ["frappe"] = """ "authentication": [{"type": "frappe", "secret": "stored-secret"}] """,
        ["v1"] = """ "authentication": [{"type": "v1"}] """,
        ["v1a"] = """ "authentication": [{"type": "v1a"}] """,
        ["oauth2"] = """ "authentication": [{"type": "oauth2", "tokenEndpoint": "https://login.example.com/token", "clientId": "c", "clientSecret": "stored-secret"}] """,
        ["header"] = """ "headers": [{"name": "X-Api-Key", "value": "stored-key"}] """,
    };

    public static TheoryData<string> Kinds => [.. Secrets.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_secret_of_any_kind_stays_behind(string kind)
    {
        await MakeAsync("moved-" + kind, kind);

        var refused = (await PutAsync("moved-" + kind, w => w["url"] = "https://elsewhere.example.net/in")).ShouldBe(400);

        refused.Json["errors"]!.AsArray().ShouldHaveSingleItem()!["expected"]!.ToString().ShouldContain("do not follow");
        ((string?)(await site.Get($"{Path}/moved-{kind}")).Json["url"]).ShouldBe(Url);
    }

    [Theory]
    [InlineData("http://hooks.example.com/in")]
    [InlineData("https://hooks.example.com:8443/in")]
    [InlineData("https://hooks.example.com.elsewhere.example.net/in")]
    [InlineData("https://hooks.example.com@elsewhere.example.net/in")]
    [InlineData("https://hooks.example.com\\@elsewhere.example.net:444/in")]
    [InlineData("https://hooks.example.com./in")]
    [InlineData("https://{{ doc.host }}/in")]
    [InlineData("//elsewhere.example.net/in")]
    public async Task Another_origin_is_another_however_it_is_written(string url)
    {
        var name = "to-" + Guid.NewGuid();
        await MakeAsync(name, "bearer");

        (await PutAsync(name, w => w["url"] = url)).ShouldBe(400);

        ((string?)(await site.Get($"{Path}/{name}")).Json["url"]).ShouldBe(Url);
    }

    [Theory]
    [InlineData("https://HOOKS.example.com/in")]
    [InlineData("https://hooks.example.com:443/in")]
    [InlineData("https://hooks.example.com/another/{{ doc.name }}?x=1")]
    public async Task The_same_origin_keeps_them(string url)
    {
        var name = "within-" + Guid.NewGuid();
        await MakeAsync(name, "bearer");

        (await PutAsync(name, w => w["url"] = url)).ShouldBe(200);
    }

    [Fact]
    public async Task A_clients_secret_does_not_go_to_another_token_endpoint()
    {
        await MakeAsync("tokens", "oauth2");

        (await PutAsync("tokens", w => w["authentication"]![0]!["tokenEndpoint"] = "https://elsewhere.example.net/token")).ShouldBe(400);
        (await PutAsync("tokens", w => w["authentication"]![0]!["tokenEndpoint"] = "https://login.example.com/v2/token")).ShouldBe(200);
    }

    [Fact]
    public async Task Neither_an_import_nor_the_configuration_moves_them()
    {
        await MakeAsync("imported", "bearer");
        var shown = (await site.Get($"{Path}/imported")).Json.AsObject();
        shown["url"] = "https://elsewhere.example.net/in";
        shown.Remove("id");
        shown.Remove("status");
        shown.Remove("origin");

        (await site.Post($"{Path}/import", new JsonArray(shown.DeepClone()).ToJsonString())).ShouldBe(400).Text.ShouldContain("do not follow");
        (await site.Put(Path, new JsonObject { ["webhooks"] = new JsonArray(shown.DeepClone()) }.ToJsonString())).ShouldBe(400).Text.ShouldContain("do not follow");

        ((string?)(await site.Get($"{Path}/imported")).Json["url"]).ShouldBe(Url);
    }

    [Fact]
    public async Task With_its_secret_given_once_more_a_webhook_moves_and_the_old_one_signs_no_more()
    {
        await MakeAsync("signed", "v1");

        var moved = (await PutAsync("signed", w =>
        {
            w["url"] = "https://elsewhere.example.net/in";
            w["authentication"]![0]!["secret"] = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
        })).ShouldBe(200);

        ((string?)moved.Json["url"]).ShouldBe("https://elsewhere.example.net/in");
        site.Service<WebhookRegistry>().Definitions.Single(w => w.Name == "signed").Authentication.OfType<WebhookAuthentication.V1>().Single()
            .Secrets!.Secrets.Count.ShouldBe(1, "a secret that signs on would sign for the new place");
    }

    private async Task MakeAsync(string name, string kind) => 
        (await site.Post(Path, $$"""{"name": "{{name}}", "docTypes": ["Hub Quotation"], "events": ["on_update"], "url": "{{Url}}", "dynamicUrl": true, {{Secrets[kind]}} }""")).ShouldBe(201);

    private async Task<Answer> PutAsync(string name, Action<JsonObject> change)
    {
        var webhook = (await site.Get($"{Path}/{name}")).ShouldBe(200).Json.AsObject();
        change(webhook);
        return await site.Put($"{Path}/{name}", webhook.ToJsonString());
    }
}
