using System.Net;
using System.Net.Http.Json;
using SiteHub.Hub.Tests.Enrolment;
using SiteHub.Protocol.Enrolment;

namespace SiteHub.Hub.Tests.Identity;

/// <summary>Guessing is slow, and locks nobody out who has the right one.</summary>
public sealed class TriesTests : IAsyncLifetime
{
    private readonly HubFixture _hub = new();

    public async ValueTask InitializeAsync()
    {
        _hub.Proxies.Add(IPNetwork.Parse("127.0.0.0/8"));
        await _hub.Start();
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Theory]
    [InlineData("/connect/token")]
    [InlineData("/connect/introspect")]
    [InlineData("/connect/revocation")]
    [InlineData("/connect/par")]
    public async Task Wrong_secrets_of_a_client_end_in_429_for_where_they_come_from_alone(string path)
    {
        for (var i = 0; i < 10; i++)
        {
            (await Ask(path, "203.0.113.7", $"wrong-{i}")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        using var right = await Ask(path, "203.0.113.7", HubFixture.Secret);
        right.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        right.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        (await Ask("/connect/token", "203.0.113.8", HubFixture.Secret)).StatusCode.ShouldBe(HttpStatusCode.OK, "elsewhere");
        (await Ask("/connect/token", "203.0.113.7", HubFixture.Secret, "operations")).StatusCode.ShouldBe(HttpStatusCode.OK, "another client behind the same address");
        _hub.Time.Advance(TimeSpan.FromMinutes(5));
        (await Ask("/connect/token", "203.0.113.7", HubFixture.Secret)).StatusCode.ShouldBe(HttpStatusCode.OK, "after a while");
    }

    [Fact]
    public async Task Whoever_tries_many_clients_is_stopped_by_their_address_and_one_known_there_is_not()
    {
        (await Ask("/connect/token", "2001:db8::1", HubFixture.Secret)).StatusCode.ShouldBe(HttpStatusCode.OK);
        for (var i = 0; i < 50; i++)
        {
            await Ask("/connect/token", $"2001:db8::{i + 2:x}", "wrong", $"nobody-{i}");
        }

        (await Ask("/connect/token", "2001:db8::99", HubFixture.Secret, "operations")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests, "the same network");
        (await Ask("/connect/token", "2001:db8::1", HubFixture.Secret)).StatusCode.ShouldBe(HttpStatusCode.OK, "it showed the right one there before");
        (await Ask("/connect/token", "2001:db8:0:1::1", HubFixture.Secret, "operations")).StatusCode.ShouldBe(HttpStatusCode.OK, "another network");
    }

    [Fact]
    public async Task Codes_of_enrolment_are_counted_by_where_they_come_from()
    {
        using var made = await _hub.Send(HttpMethod.Post, "/api/v1/sites", await _hub.Token("operations", "hub.admin"), JsonContent.Create(new { slug = "initech", url = "http://127.0.0.1:1" }));
        var code = (string)System.Text.Json.Nodes.JsonNode.Parse(await made.Content.ReadAsStringAsync())!["code"]!;
        for (var i = 0; i < 10; i++)
        {
            (await Enrol("203.0.113.7", $"WRONG-{i}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }

        using var there = await Enrol("203.0.113.7", code);
        there.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        there.Headers.RetryAfter.ShouldNotBeNull();
        (await Enrol("203.0.113.8", code)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<HttpResponseMessage> Enrol(string from, string code)
    {
        using var content = JsonContent.Create(new EnrolmentRequest(code, new TestKey().Public));
        return await Send("/sitehub/v1/enrolment", from, content);
    }

    private async Task<HttpResponseMessage> Ask(string path, string from, string secret, string? client = null)
    {
        client ??= path == "/connect/par" ? "site-acme" : "reader";
        using var content = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = client, ["client_secret"] = secret, ["token"] = "x", ["response_type"] = "code", ["redirect_uri"] = SignIn.Browser.Callback, ["scope"] = path == "/connect/par" ? "openid" : "", ["code_challenge"] = new string('a', 43), ["code_challenge_method"] = "S256" });
        return await Send(path, from, content);
    }

    private async Task<HttpResponseMessage> Send(string path, string from, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.Add("X-Forwarded-For", from);
        request.Headers.Add("X-Forwarded-Proto", "https");
        return await _hub.Http.SendAsync(request);
    }
}
