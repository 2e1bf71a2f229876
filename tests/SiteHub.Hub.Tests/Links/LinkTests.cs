using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using SiteHub.Delivery.Links;
using SiteHub.Hub.Tests.Identity;
using SiteHub.Hub.Tests.Replica;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Links;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Hub.Tests.Links;

/// <summary>A site's link, through HTTP, with its signature and its token.</summary>
public sealed class LinkTests : IAsyncLifetime
{
    private HubFixture _hub = null!;
    private Epoch _epoch = new(1, "epoch-1");

    public async ValueTask InitializeAsync() => _hub = await HubFixture.Started();

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task A_document_sent_by_a_site_is_in_the_hub()
    {
        var token = await _hub.Token("site-acme");
        await Greet("acme", token);
        using var response = await Send("acme", token, Batch(0, null, Changed("QTN/00001", """{"qty": 1.0}""")));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);

        using var document = await _hub.Get("/api/v1/documents/acme/Quotation/QTN%2F00001", await _hub.Token("reader"));
        (await document.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("\"body\":{\"qty\": 1.0}");
    }

    [Fact]
    public async Task Right_signature_and_another_sites_token_or_a_token_for_something_else_is_refused()
    {
        using var other = await Send("acme", await _hub.Token("site-globex"), Batch(0, null, Changed("A")));
        using var reader = await Send("acme", await _hub.Token("operations"), Batch(0, null, Changed("A")));
        using var none = await Send("acme", null, Batch(0, null, Changed("A")));
        using var towardsASite = await Send("acme", await _hub.Service<ILinkTokens>().Get("acme", false, TestContext.Current.CancellationToken), Batch(0, null, Changed("A")));

        other.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        reader.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        none.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        towardsASite.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        NothingStored();
    }

    [Fact]
    public async Task Right_token_and_another_sites_signature_is_refused()
    {
        using var response = await Send("acme", await _hub.Token("site-acme"), Batch(0, null, Changed("A")), signedBy: "globex");

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        NothingStored();
    }

    [Fact]
    public async Task A_disabled_sites_remembered_token_is_refused_at_once()
    {
        var token = await _hub.Token("site-acme");
        await Greet("acme", token);
        using var before = await Send("acme", token, Batch(0, null, Changed("A")));
        using var disabled = await _hub.Send(HttpMethod.Post, "/api/v1/clients/site-acme/disable", await _hub.Token("operations"));
        using var after = await Send("acme", token, Batch(1, "evt_1", Changed("B")));

        before.StatusCode.ShouldBe(HttpStatusCode.OK);
        disabled.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        after.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_expires_on_the_link_too()
    {
        var token = await _hub.Token("site-acme");
        await Greet("acme", token);
        using var before = await Send("acme", token, Batch(0, null, Changed("A")));
        _hub.Time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        using var after = await Send("acme", token, Batch(1, "evt_1", Changed("B")));

        before.StatusCode.ShouldBe(HttpStatusCode.OK);
        after.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_hubs_token_for_a_site_names_that_site_and_verifies_by_the_published_keys()
    {
        var tokens = _hub.Service<ILinkTokens>();
        var token = await tokens.Get("acme", false, TestContext.Current.CancellationToken);
        var (header, payload) = TokenTests.Parts(token);
        var discovery = (await _hub.Http.GetFromJsonAsync<JsonNode>("/.well-known/openid-configuration", TestContext.Current.CancellationToken))!;
        var keys = new JsonWebKeySet(await _hub.Http.GetStringAsync("/.well-known/jwks", TestContext.Current.CancellationToken));
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = discovery["issuer"]!.GetValue<string>(),
            ValidAudience = "sitehub:site:acme",
            IssuerSigningKeys = keys.GetSigningKeys(),
            ValidateLifetime = false,
        });

        result.IsValid.ShouldBeTrue(result.Exception?.Message);
        header["alg"]!.GetValue<string>().ShouldBe("ES256");
        header["typ"]!.GetValue<string>().ShouldBe("at+jwt");
        payload["scope"]!.GetValue<string>().ShouldBe("sitehub.link");
        (payload["exp"]!.GetValue<long>() - payload["iat"]!.GetValue<long>()).ShouldBe(300);
    }

    [Fact]
    public async Task The_hubs_token_is_used_again_until_a_minute_before_its_end_unless_it_was_refused()
    {
        var tokens = _hub.Service<ILinkTokens>();
        var first = await Get(renew: false);
        (await Get(renew: false)).ShouldBe(first);
        var renewed = await Get(renew: true);
        renewed.ShouldNotBe(first);
        _hub.Time.Advance(TimeSpan.FromSeconds(241));
        (await Get(renew: false)).ShouldNotBe(renewed);

        ValueTask<string> Get(bool renew) => tokens.Get("acme", renew, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_cannot_be_applied_is_listed_with_its_reason_and_a_later_snapshot_discards_it()
    {
        var token = await _hub.Token("site-acme");
        await Greet("acme", token);
        using var sent = await Send("acme", token, Batch(0, null, ("document.changed", Wrong("A")), ("document.renamed", "{}"), Changed("B")));
        var answer = (await sent.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
        answer["checkpoint"]!["seq"]!.GetValue<int>().ShouldBe(3);
        answer["rejected"]!.AsArray().Select(rejected => rejected!["seq"]!.GetValue<int>()).ShouldBe([1, 2]);
        (await OpenRejects()).ShouldBe(["document.changed", "document.renamed"], ignoreOrder: true);

        using var resync = await Send(
            "acme",
            token,
            Batch(3, "evt_3", ("snapshot.begin", """{"snapshot":"s1","docType":"Quotation","publicationVersion":0}"""), ("document.snapshot", Wrong("C", "s1")), ("snapshot.end", """{"snapshot":"s1","docType":"Quotation"}""")));
        resync.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await OpenRejects()).ShouldBe(["document.renamed", "document.snapshot"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_batch_with_a_gap_is_answered_with_where_the_hub_stands()
    {
        var token = await _hub.Token("site-acme");
        await Greet("acme", token);
        using var first = await Send("acme", token, Batch(0, null, Changed("A")));
        using var gap = await Send("acme", token, Batch(5, "evt_5", Changed("B")));

        gap.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await gap.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["checkpoint"]!["id"]!.GetValue<string>().ShouldBe("evt_1");
    }

    private static (string Type, string Data) Changed(string name, string body = "{}")
    {
        var data = new ArrayBufferWriter<byte>();
        SiteLog.Document(name, 1, body).WriteTo(data);
        return ("document.changed", Encoding.UTF8.GetString(data.WrittenSpan));
    }

    private static string Wrong(string name, string? snapshot = null)
    {
        var data = new ArrayBufferWriter<byte>();
        (SiteLog.Document(name, 1) with { Hash = "sha256-" + new string('0', 64), Snapshot = snapshot }).WriteTo(data);
        return Encoding.UTF8.GetString(data.WrittenSpan);
    }

    private byte[] Batch(long after, string? afterId, params (string Type, string Data)[] entries)
    {
        var events = entries.Select((entry, i) => new LinkEvent(after + i + 1, $"evt_{after + i + 1}", entry.Type, _hub.Time.GetUtcNow(), Encoding.UTF8.GetBytes(entry.Data))).ToList();
        var body = new ArrayBufferWriter<byte>();
        new LinkBatch(_epoch, new LogPosition(after, afterId), events, null).WriteTo(body);
        return body.WrittenSpan.ToArray();
    }

    private async Task Greet(string site, string token)
    {
        var body = new ArrayBufferWriter<byte>();
        new LinkHello(LinkHello.Current, new LinkSide(_epoch, LogPosition.Start), new LinkSide(Epoch.None, LogPosition.Start)).WriteTo(body);
        using var response = await Send(site, token, body.WrittenSpan.ToArray(), path: LinkPaths.Hello(site));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
    }

    private async Task<HttpResponseMessage> Send(string site, string? token, byte[] body, string? signedBy = null, string? path = null)
    {
        var entry = _hub.Sites.Single(declared => declared.Slug == (signedBy ?? site));
        var ring = new SecretRing(SigningSecret.Parse(LinkSecrets.Derive(entry.Link!.Secret, entry.Slug).SiteToHub.Reveal()));
        var signed = ring.Sign("msg_" + Guid.NewGuid().ToString("N"), _hub.Time.GetUtcNow(), body);
        using var request = new HttpRequestMessage(HttpMethod.Post, path ?? LinkPaths.Events(site)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("webhook-id", signed.Id);
        request.Headers.Add("webhook-timestamp", signed.Timestamp);
        request.Headers.Add("webhook-signature", signed.Signature);
        request.Headers.Add(LinkPaths.VersionHeader, LinkHello.Current);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return await _hub.Http.SendAsync(request);
    }

    private void NothingStored() => _hub.Database.Read(session => session.Long("SELECT count(*) FROM document")).ShouldBe(0);

    private async Task<List<string>> OpenRejects()
    {
        using var response = await _hub.Get("/api/v1/links/acme/rejected?state=open", await _hub.Token("operations"));
        var page = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
        return [.. page["rejected"]!.AsArray().Select(entry => entry!["type"]!.GetValue<string>())];
    }
}
