using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace SiteHub.Hub.Tests.Identity;

public sealed class TokenTests : IAsyncLifetime
{
    private HubFixture _hub = null!;

    public async ValueTask InitializeAsync() => _hub = await HubFixture.Started();

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task A_client_gets_a_token_of_five_minutes_signed_with_a_published_key()
    {
        using var response = await _hub.RequestToken("operations", "hub.read");
        var answer = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
        var (header, payload) = Parts(answer["access_token"]!.GetValue<string>());
        var discovery = (await _hub.Http.GetFromJsonAsync<JsonNode>("/.well-known/openid-configuration"))!;
        var keys = (await _hub.Http.GetFromJsonAsync<JsonNode>("/.well-known/jwks"))!["keys"]!.AsArray();

        answer["expires_in"]!.GetValue<int>().ShouldBeInRange(299, 300);
        header["alg"]!.GetValue<string>().ShouldBe("ES256");
        header["typ"]!.GetValue<string>().ShouldBe("at+jwt");
        keys.Select(key => key!["kid"]!.GetValue<string>()).ShouldContain(header["kid"]!.GetValue<string>());
        keys.ShouldAllBe(key => key!["d"] == null);
        payload["iss"]!.GetValue<string>().ShouldBe(discovery["issuer"]!.GetValue<string>());
        payload["aud"]!.GetValue<string>().ShouldBe("sitehub:hub");
        payload["scope"]!.GetValue<string>().ShouldBe("hub.read");
        payload["sub"]!.GetValue<string>().ShouldBe("operations");
    }

    /// <summary>As widespread libraries write it over forms of plain ASCII.</summary>
    [Theory]
    [InlineData("application/x-www-form-urlencoded; charset=ISO-8859-1")]
    [InlineData("application/x-www-form-urlencoded;charset=\"utf-8\"")]
    [InlineData("application/x-www-form-urlencoded; charset=ascii")]
    public async Task A_form_says_as_which_characters_it_was_written(string type)
    {
        using var form = new StringContent($"grant_type=client_credentials&client_id=operations&client_secret={HubFixture.Secret}&scope=hub.read", Encoding.ASCII);
        form.Headers.Remove("Content-Type");
        form.Headers.TryAddWithoutValidation("Content-Type", type);
        using var answer = await _hub.Http.PostAsync("/connect/token", form);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Without_a_scope_in_the_request_a_client_gets_all_that_it_has()
    {
        var (_, payload) = Parts(await _hub.Token("operations"));

        payload["scope"]!.GetValue<string>().Split(' ').ShouldBe(["hub.read", "hub.admin"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("operations", "wrong-secret", null, HttpStatusCode.Unauthorized, "invalid_client")]
    [InlineData("nobody", HubFixture.Secret, null, HttpStatusCode.Unauthorized, "invalid_client")]
    [InlineData("reader", HubFixture.Secret, "hub.admin", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("site-acme", HubFixture.Secret, "hub.read", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("reader", HubFixture.Secret, "made.up", HttpStatusCode.BadRequest, "invalid_scope")]
    public async Task A_wrong_secret_an_unknown_client_and_a_scope_not_granted_get_nothing(string client, string secret, string? scope, HttpStatusCode status, string error)
    {
        using var response = await _hub.RequestToken(client, scope, secret);

        response.StatusCode.ShouldBe(status);
        var answer = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
        answer["error"]!.GetValue<string>().ShouldBe(error);
        answer["access_token"].ShouldBeNull();
    }

    [Theory]
    [InlineData("password")]
    [InlineData("implicit")]
    [InlineData("refresh_token")]
    public async Task Other_grants_are_shut(string grant)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = grant, ["client_id"] = "operations", ["client_secret"] = HubFixture.Secret, ["username"] = "a", ["password"] = "b", ["refresh_token"] = "c" });
        using var response = await _hub.Http.PostAsync("/connect/token", form);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_token_opens_what_its_scope_permits_and_nothing_else()
    {
        using var allowed = await _hub.Get("/api/v1/sites", await _hub.Token("reader"));
        using var forbidden = await _hub.Get("/api/v1/clients", await _hub.Token("reader"));
        using var anonymous = await _hub.Get("/api/v1/sites", null);

        allowed.StatusCode.ShouldBe(HttpStatusCode.OK);
        await ShouldBeProblem(forbidden, HttpStatusCode.Forbidden, "insufficient-scope");
        forbidden.Headers.WwwAuthenticate.ToString().ShouldContain("hub.admin");
        await ShouldBeProblem(anonymous, HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task A_token_is_worth_nothing_once_it_has_expired_even_when_it_was_remembered()
    {
        var token = await _hub.Token("reader");
        using var before = await _hub.Get("/api/v1/sites", token);
        _hub.Time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        using var after = await _hub.Get("/api/v1/sites", token);

        before.StatusCode.ShouldBe(HttpStatusCode.OK);
        await ShouldBeProblem(after, HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task A_token_never_seen_before_is_worth_nothing_once_it_has_expired()
    {
        var token = await _hub.Token("reader");
        _hub.Time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        using var response = await _hub.Get("/api/v1/sites", token);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Forged_tokens_are_refused()
    {
        var token = await _hub.Token("reader");
        var parts = token.Split('.');
        var none = Encode("""{"alg":"none","typ":"at+jwt"}""");
        var hmac = Encode("""{"alg":"HS256","typ":"at+jwt","kid":"x"}""");
        var published = JsonNode.Parse(await _hub.Http.GetStringAsync("/.well-known/jwks"))!["keys"]![0]!;
        using var key = System.Security.Cryptography.ECDsa.Create(new System.Security.Cryptography.ECParameters
        {
            Curve = System.Security.Cryptography.ECCurve.NamedCurves.nistP256,
            Q = new() { X = WebEncoders.Base64UrlDecode((string)published["x"]!), Y = WebEncoders.Base64UrlDecode((string)published["y"]!) },
        });
        string Mac(string text, byte[] secret) => $"{text}.{WebEncoders.Base64UrlEncode(System.Security.Cryptography.HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(text)))}";
        var named = Encode($$"""{"alg":"HS256","typ":"at+jwt","kid":"{{published["kid"]}}"}""");
        var widened = Encode(Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(parts[1])).Replace("hub.read", "hub.admin", StringComparison.Ordinal));
        string[] forged =
        [
            $"{none}.{parts[1]}.", $"{none}.{parts[1]}.{parts[2]}", $"{hmac}.{parts[1]}.{parts[2]}",
            Mac($"{hmac}.{parts[1]}", key.ExportSubjectPublicKeyInfo()), Mac($"{named}.{parts[1]}", key.ExportSubjectPublicKeyInfo()), Mac($"{named}.{parts[1]}", Encoding.UTF8.GetBytes(published.ToJsonString())),
            $"{parts[0]}.{widened}.{parts[2]}",
            $"{parts[0]}.{parts[1]}.", $"{parts[0]}.{parts[1]}", "", "x", "...", new string('a', 20_000),
        ];

        foreach (var attempt in forged)
        {
            using var response = await _hub.Get("/api/v1/sites", attempt);
            await ShouldBeProblem(response, HttpStatusCode.Unauthorized, "unauthorized");
        }
    }

    [Fact]
    public async Task A_token_that_was_revoked_is_refused_at_once()
    {
        var token = await _hub.Token("reader");
        using var before = await _hub.Get("/api/v1/sites", token);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = token, ["client_id"] = "reader", ["client_secret"] = HubFixture.Secret });
        using var revocation = await _hub.Http.PostAsync("/connect/revocation", form);
        using var after = await _hub.Get("/api/v1/sites", token);

        before.StatusCode.ShouldBe(HttpStatusCode.OK);
        revocation.StatusCode.ShouldBe(HttpStatusCode.OK);
        after.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Another_client_cannot_revoke_a_token()
    {
        var token = await _hub.Token("reader");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = token, ["client_id"] = "site-acme", ["client_secret"] = HubFixture.Secret });
        using var revocation = await _hub.Http.PostAsync("/connect/revocation", form);
        using var after = await _hub.Get("/api/v1/sites", token);

        after.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_disabled_client_loses_its_tokens_at_once_gets_no_more_and_gets_them_again_when_enabled()
    {
        var operations = await _hub.Token("operations");
        var token = await _hub.Token("reader");
        using var before = await _hub.Get("/api/v1/sites", token);
        using var disabled = await _hub.Send(HttpMethod.Post, "/api/v1/clients/reader/disable", operations);
        using var after = await _hub.Get("/api/v1/sites", token);
        using var refused = await _hub.RequestToken("reader");
        using var enabled = await _hub.Send(HttpMethod.Post, "/api/v1/clients/reader/enable", operations);
        using var again = await _hub.Get("/api/v1/sites", await _hub.Token("reader"));
        using var old = await _hub.Get("/api/v1/sites", token);

        before.StatusCode.ShouldBe(HttpStatusCode.OK);
        disabled.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        after.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        enabled.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        old.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_key_outlives_a_restart_and_so_do_the_tokens_that_it_signed()
    {
        var token = await _hub.Token("reader");
        await _hub.Restart();
        using var response = await _hub.Get("/api/v1/sites", token);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    internal static async Task<JsonNode> ShouldBeProblem(HttpResponseMessage response, HttpStatusCode status, string slug)
    {
        response.StatusCode.ShouldBe(status);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
        problem["type"]!.GetValue<string>().ShouldBe("https://sitehub.dev/problems/" + slug);
        problem["title"]!.GetValue<string>().ShouldNotBeEmpty();
        problem["traceId"]!.GetValue<string>().ShouldNotBeEmpty();
        return problem;
    }

    internal static (JsonNode Header, JsonNode Payload) Parts(string token)
    {
        var parts = token.Split('.');
        return (JsonNode.Parse(WebEncoders.Base64UrlDecode(parts[0]))!, JsonNode.Parse(WebEncoders.Base64UrlDecode(parts[1]))!);
    }

    private static string Encode(string text) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(text));
}
