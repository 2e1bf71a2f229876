using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using SiteHub.Delivery.Tests.Links;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Delivery.Tests.Webhooks;

/// <summary>How a webhook's client shows itself where tokens are given, and where it learns how.</summary>
public sealed class ClientAuthenticationTests
{
    private const string Client = "the client:1";
    private const string Secret = "sword fish&+é";

    [Theory]
    [InlineData(null, null, "client_secret_basic")]
    [InlineData("client_secret_basic", null, "client_secret_basic")]
    [InlineData("client_secret_post", null, "client_secret_post")]
    [InlineData(null, """["client_secret_post"]""", "client_secret_post")]
    [InlineData(null, """["private_key_jwt", "client_secret_post", "client_secret_basic"]""", "client_secret_basic")]
    [InlineData("client_secret_post", """["client_secret_basic"]""", "client_secret_post")]
    [InlineData(null, "none said", "client_secret_basic")]
    public async Task With_a_secret_as_it_is_told_or_as_the_issuer_says(string? chosen, string? discovered, string expected)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var tokens = await TokensAsync(discovered, http => Shown(http) == expected);
        await using var sender = await Sender.StartAsync();
        await sender.AddAsync(receiver, w => w with { Authentication = [Read($$"""{{Place(tokens, discovered)}}, "clientSecret": "{{Secret}}" {{(chosen is null ? "" : $""", "clientAuthentication": "{chosen}" """)}}""")] });

        await sender.SaveAsync("A", 1);
        await Pair.Eventually(() => receiver.Taken.ShouldHaveSingleItem().Headers["authorization"].ShouldBe("Bearer given"));

        // What it learnt is not asked for with every token.
        tokens.Requests.Count(static r => r.Path.Contains("well-known", StringComparison.Ordinal)).ShouldBe(discovered is null ? 0 : 1);
    }

    [Theory]
    [InlineData("rsa", "RS256")]
    [InlineData("nistP256", "ES256")]
    [InlineData("nistP384", "ES384")]
    public async Task With_a_key_of_its_own_no_secret_goes_over_the_wire(string kind, string algorithm)
    {
        using var rsa = kind == "rsa" ? RSA.Create(2048) : null;
        using var ec = kind == "rsa" ? null : ECDsa.Create(ECCurve.CreateFromFriendlyName(kind));
        var pem = rsa?.ExportPkcs8PrivateKeyPem() ?? ec!.ExportPkcs8PrivateKeyPem();
        await using var receiver = await Receiver.StartAsync();
        JsonElement head = default, claims = default;
        var fits = false;
        await using var tokens = await TokensAsync("""["private_key_jwt"]""", http =>
        {
            var form = Form(http);
            var parts = form["client_assertion"].Split('.');
            head = JsonElement.Parse(Base64UrlTextEncoder.Decode(parts[0]));
            claims = JsonElement.Parse(Base64UrlTextEncoder.Decode(parts[1]));
            var (signed, signature) = (Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64UrlTextEncoder.Decode(parts[2]));
            fits = rsa?.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) ?? ec!.VerifyData(signed, signature, algorithm == "ES256" ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA384);
            return form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" && !form.ContainsKey("client_secret") && !http.Request.Headers.ContainsKey("Authorization");
        });
        await using var sender = await Sender.StartAsync();
        await sender.AddAsync(receiver, w => w with { Authentication = [Read($$"""{{Place(tokens, "x")}}, "privateKey": {{JsonSerializer.Serialize(pem)}}, "keyId": "k1" """)] });

        await sender.SaveAsync("A", 1);
        await Pair.Eventually(() => receiver.Taken.ShouldHaveSingleItem().Headers["authorization"].ShouldBe("Bearer given"));
        fits.ShouldBeTrue();
        (head.GetProperty("alg").GetString(), head.GetProperty("kid").GetString()).ShouldBe((algorithm, "k1"));
        (claims.GetProperty("iss").GetString(), claims.GetProperty("sub").GetString(), claims.GetProperty("aud").GetString()).ShouldBe((Client, Client, tokens.Url));
        (claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64()).ShouldBeInRange(30, 300);
    }

    [Theory]
    [InlineData("""{"issuer": "https://somebody.else", "token_endpoint": "HERE"}""", "names https://somebody.else")]
    [InlineData("""{"issuer": "ISSUER"}""", "no token_endpoint")]
    [InlineData("no JSON", "no JSON")]
    [InlineData("""{"issuer": "ISSUER", "token_endpoint": "HERE", "token_endpoint_auth_methods_supported": ["tls_client_auth"]}""", "takes clients by tls_client_auth, and this one has a secret")]
    public async Task A_discovery_that_is_anothers_or_of_no_use_gives_no_secret_away(string document, string reason)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var tokens = await Receiver.StartAsync();
        var issuer = new Uri(tokens.Url).GetLeftPart(UriPartial.Authority);
        tokens.Answers = http => http.Response.WriteAsync(document.Replace("HERE", tokens.Url, StringComparison.Ordinal).Replace("ISSUER", issuer, StringComparison.Ordinal));
        await using var sender = await Sender.StartAsync();
        var webhook = await sender.AddAsync(receiver, w => w with { Authentication = [Read($$""" "issuer": "{{issuer}}", "clientId": "c", "clientSecret": "swordfish" """)] });

        await sender.SaveAsync("A", 1);
        await Pair.Eventually(() => sender.Status(webhook).Waiting.ShouldBe(1));
        sender.Status(webhook).Reason!.ShouldContain(reason);
        tokens.Requests.ShouldAllBe(static r => r.Method == "GET");
    }

    [Fact]
    public async Task A_server_that_takes_clients_otherwise_by_now_is_asked_again_how()
    {
        await using var receiver = await Receiver.StartAsync();
        var methods = """["client_secret_basic"]""";
        await using var tokens = await Receiver.StartAsync();
        var issuer = new Uri(tokens.Url).GetLeftPart(UriPartial.Authority);
        tokens.Answers = http => http.Request.Method == "GET" ? http.Response.WriteAsync(Discovery(issuer, tokens.Url, methods)) : Give(http, Shown(http) == "client_secret_post");
        await using var sender = await Sender.StartAsync();
        var webhook = await sender.AddAsync(receiver, w => w with { Retries = [TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1)], Authentication = [Read($$""" "issuer": "{{issuer}}", "clientId": "{{Client}}", "clientSecret": "{{Secret}}" """)] });
        await sender.SaveAsync("A", 1);
        await Pair.Eventually(() => (sender.Status(webhook).Reason ?? "").ShouldContain("(asked by client_secret_basic)"));

        methods = """["client_secret_post"]""";
        await Pair.Eventually(() => receiver.Taken.Count.ShouldBe(1));
    }

    [Theory]
    [InlineData(""" "clientSecret": "s3cret" """, "authentication[0].tokenEndpoint")]
    [InlineData(""" "tokenEndpoint": "https://a.example/t", "issuer": "https://a.example", "clientSecret": "s3cret" """, "authentication[0].tokenEndpoint")]
    [InlineData(""" "tokenEndpoint": "https://a.example/t", "clientAuthentication": "private_key_jwt" """, "authentication[0].privateKey")]
    [InlineData(""" "tokenEndpoint": "https://a.example/t", "privateKey": "no key" """, "authentication[0].privateKey")]
    [InlineData(""" "issuer": "https://a.example?x=1", "clientSecret": "s3cret" """, "authentication[0].issuer")]
    [InlineData(""" "issuer": "a.example", "clientSecret": "s3cret" """, "authentication[0].issuer")]
    public void What_does_not_go_together_is_a_fault(string members, string path) =>
        WebhookValidation.Check(new WebhookDefinition { Name = "x", Url = "https://example.com", DocTypes = ["Note"], Events = ["on_update"], Authentication = [Read(members + """, "clientId": "c" """)] }, WebhookScope.Any)
            .Select(static f => f.Path).ShouldContain(path);

    private static string Place(Receiver tokens, string? discovered) =>
        discovered is null ? $$""" "tokenEndpoint": "{{tokens.Url}}", "clientId": "{{Client}}" """ : $$""" "issuer": "{{new Uri(tokens.Url).GetLeftPart(UriPartial.Authority)}}", "clientId": "{{Client}}" """;

    private static async Task<Receiver> TokensAsync(string? methods, Func<HttpContext, bool> knows)
    {
        var tokens = await Receiver.StartAsync();
        var issuer = new Uri(tokens.Url).GetLeftPart(UriPartial.Authority);
        tokens.Answers = http => http.Request.Method == "GET" ? http.Response.WriteAsync(Discovery(issuer, tokens.Url, methods)) : Give(http, knows(http));
        return tokens;
    }

    private static string Discovery(string issuer, string endpoint, string? methods) =>
        $$"""{"issuer": "{{issuer}}", "token_endpoint": "{{endpoint}}" {{(methods is null or "none said" ? "" : $""", "token_endpoint_auth_methods_supported": {methods}""")}} }""";

    private static Task Give(HttpContext http, bool known)
    {
        http.Response.StatusCode = known ? 200 : 401;
        return http.Response.WriteAsync(known ? """{"access_token": "given", "token_type": "Bearer", "expires_in": 3600}""" : """{"error": "invalid_client"}""");
    }

    /// <summary>By which of the two it came, and rightly.</summary>
    private static string? Shown(HttpContext http)
    {
        var form = Form(http);
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(Client)}:{Uri.EscapeDataString(Secret)}"));
        return http.Request.Headers.Authorization == basic && !form.ContainsKey("client_secret") ? "client_secret_basic"
            : http.Request.Headers.Authorization.Count == 0 && form.GetValueOrDefault("client_id") == Client && form.GetValueOrDefault("client_secret") == Secret ? "client_secret_post"
            : null;
    }

    private static Dictionary<string, string> Form(HttpContext http) => QueryHelpers.ParseQuery((string)http.Items["body"]!).ToDictionary(static f => f.Key, static f => f.Value.ToString());

    private static WebhookAuthentication Read(string members)
    {
        var read = WebhookJson.Read(JsonElement.Parse($$"""{"name": "x", "url": "https://example.com", "authentication": [{"type": "oauth2", {{members}} }]}"""), out var faults)!;
        faults.ShouldBeEmpty();
        return read.Authentication[0];
    }
}
