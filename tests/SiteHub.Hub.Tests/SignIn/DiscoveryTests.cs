using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using SiteHub.Hub.People;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Tests.SignIn;

/// <summary>Walks the provider's discovery: each thing that it advertises works, and what works is advertised. A member that stands in no row of the table fails the test.</summary>
public sealed class DiscoveryTests : IAsyncLifetime
{
    private const string Email = "sam@acme.example";
    private const string Password = "a long enough password";

    private readonly HubFixture _hub = new();
    private readonly List<(string Client, AsymmetricAlgorithm Key, string Algorithm, string? Typ)> _keys = [];
    private Browser _browser = null!;
    private JsonObject _says = null!;

    public async ValueTask InitializeAsync()
    {
        _hub.People.Add(new SeedPerson(Email, "Sam Sailor", Password, [], new Dictionary<string, IReadOnlyList<string>> { ["acme"] = ["Buyer"] }));
        _keys.AddRange([("ec", ECDsa.Create(ECCurve.NamedCurves.nistP256), "ES256", null), ("rsa", RSA.Create(2048), "RS256", null), ("pss", RSA.Create(2048), "PS256", "JWT"), ("typed", ECDsa.Create(ECCurve.NamedCurves.nistP256), "ES256", "client-authentication+jwt")]);
        _hub.Clients.AddRange(_keys.Select(static key => ByKey(key.Client, key.Key)));
        await _hub.Start();
        _browser = new Browser(_hub);
        using var _ = await _browser.SignIn(Email, Password);
        _says = await Json("/.well-known/openid-configuration");
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task Each_member_of_the_document_is_true()
    {
        var checks = new Dictionary<string, Func<JsonNode, Task>>
        {
            ["issuer"] = value => Is(value, "http://localhost:5100/"),
            ["authorization_endpoint"] = value => Is(value, "http://localhost:5100/connect/authorize"),
            ["token_endpoint"] = value => Is(value, "http://localhost:5100/connect/token"),
            ["userinfo_endpoint"] = value => Answers(value, HttpStatusCode.Unauthorized, HttpStatusCode.BadRequest),
            ["introspection_endpoint"] = value => Answers(value, HttpStatusCode.BadRequest),
            ["revocation_endpoint"] = value => Answers(value, HttpStatusCode.BadRequest),
            ["pushed_authorization_request_endpoint"] = value => Answers(value, HttpStatusCode.BadRequest),
            ["end_session_endpoint"] = value => Is(value, "http://localhost:5100/connect/endsession"),
            ["jwks_uri"] = Keys,
            ["grant_types_supported"] = value => Each(value, Grant),
            ["response_types_supported"] = value => Is(value, "code"),
            ["response_modes_supported"] = value => Each(value, Mode),
            ["scopes_supported"] = value => Each(value, Scope),
            ["claims_supported"] = Claims,
            ["id_token_signing_alg_values_supported"] = value => Is(value, "ES256"),
            ["code_challenge_methods_supported"] = value => Is(value, "S256"),
            ["subject_types_supported"] = value => Is(value, "public"),
            ["prompt_values_supported"] = value => Each(value, Prompt),
            ["token_endpoint_auth_methods_supported"] = value => Each(value, Method),
            ["introspection_endpoint_auth_methods_supported"] = Same,
            ["revocation_endpoint_auth_methods_supported"] = Same,
            ["pushed_authorization_request_endpoint_auth_methods_supported"] = Same,
            ["token_endpoint_auth_signing_alg_values_supported"] = value => Is(value, "ES256 PS256 RS256"),
            ["introspection_endpoint_auth_signing_alg_values_supported"] = value => Is(value, "ES256 PS256 RS256"),
            ["revocation_endpoint_auth_signing_alg_values_supported"] = value => Is(value, "ES256 PS256 RS256"),
            ["pushed_authorization_request_endpoint_auth_signing_alg_values_supported"] = value => Is(value, "ES256 PS256 RS256"),
            ["authorization_response_iss_parameter_supported"] = async value => await Is(value, (await _browser.Authorize()).Query["iss"] is not null ? "true" : "false"),
            ["backchannel_logout_supported"] = value => ToldOfTheEnd(value, withSession: false),
            ["backchannel_logout_session_supported"] = value => ToldOfTheEnd(value, withSession: true),
            ["claims_parameter_supported"] = value => Is(value, "false"),
            ["request_parameter_supported"] = async value => await Is(value, (await _browser.Authorize(more: "&request=e30.e30.")).Query["error"] == "request_not_supported" ? "false" : "true"),
            ["request_uri_parameter_supported"] = value => Is(value, "false"),
            ["require_pushed_authorization_requests"] = value => Is(value, "false"),
            ["tls_client_certificate_bound_access_tokens"] = value => Is(value, "false"),
        };
        foreach (var (member, value) in _says)
        {
            checks.ShouldContainKey(member, "a member that is new: say in the table how it is held against what works");
            try
            {
                await checks[member](value!);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{member}: {e.Message}", e);
            }
        }
    }

    [Fact]
    public async Task What_works_is_advertised()
    {
        foreach (var member in new[]
        {
            "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "introspection_endpoint", "revocation_endpoint", "pushed_authorization_request_endpoint", "end_session_endpoint", "jwks_uri",
            "backchannel_logout_supported", "backchannel_logout_session_supported", "authorization_response_iss_parameter_supported", "token_endpoint_auth_signing_alg_values_supported", "prompt_values_supported",
        })
        {
            _says.ContainsKey(member).ShouldBeTrue(member);
        }

        Texts("prompt_values_supported").Order().ShouldBe(["consent", "login", "none", "select_account"]);
        Texts("response_modes_supported").Order().ShouldBe(["form_post", "fragment", "query"]);
        Texts("grant_types_supported").Order().ShouldBe(["authorization_code", "client_credentials", "refresh_token", "urn:ietf:params:oauth:grant-type:token-exchange"]);
        Texts("token_endpoint_auth_methods_supported").Order().ShouldBe(["client_secret_basic", "client_secret_post", "private_key_jwt"]);
        (await Json("/.well-known/oauth-authorization-server")).Select(static m => m.Key).ShouldBe(_says.Select(static m => m.Key), "RFC 8414's address tells the same");
    }

    private async Task Grant(string grant)
    {
        var (_, given) = await _browser.Redeem(await _browser.Authorize(scope: "openid offline_access member.read"));
        (string, string)[] shows = [("client_id", "site-acme"), ("client_secret", HubFixture.Secret), ("grant_type", grant)];
        var (status, answer) = grant switch
        {
            "authorization_code" => await _browser.Redeem(await _browser.Authorize()),
            "refresh_token" => await _browser.Token([.. shows, ("refresh_token", (string)given["refresh_token"]!)]),
            "client_credentials" => await _browser.Token([.. shows, ("scope", "sitehub.link")]),
            _ => await _browser.Token([.. shows, ("subject_token", (string)given["access_token"]!), ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token")]),
        };
        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
    }

    private async Task Mode(string mode)
    {
        var sent = await _browser.Authorize(more: "&response_mode=" + mode);
        (mode switch
        {
            "query" => sent.Location?.Query,
            "fragment" => sent.Location?.Fragment,
            _ => sent.Page.Contains("name=\"code\"", StringComparison.Ordinal) ? "code=" : "",
        }).ShouldNotBeNull().ShouldContain("code=");
    }

    private async Task Scope(string scope)
    {
        var isForPrograms = scope.StartsWith("hub.", StringComparison.Ordinal) || scope == "sitehub.link";
        if (isForPrograms)
        {
            using var answer = await _hub.RequestToken(scope == "sitehub.link" ? "site-acme" : "operations", scope);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            return;
        }

        var (status, given) = await _browser.Redeem(await _browser.Authorize(scope: scope));
        status.ShouldBe(HttpStatusCode.OK, given.ToJsonString());
        ((string?)given["scope"] ?? scope).Split(' ').ShouldContain(scope);
    }

    private async Task Claims(JsonNode value)
    {
        await _hub.Database.Writer.Write(static db => db.Execute("UPDATE person SET Language = 'de', TimeZone = 'Europe/Berlin' WHERE Email = $1", Email));
        var (_, given) = await _browser.Redeem(await _browser.Authorize(scope: "openid profile email roles"));
        var claims = Browser.Claims((string)given["id_token"]!);
        foreach (var claim in value.AsArray())
        {
            claims.ContainsKey((string)claim!).ShouldBeTrue((string)claim!);
        }
    }

    private async Task Prompt(string prompt)
    {
        _hub.Time.Advance(TimeSpan.FromSeconds(1));
        var sent = await _browser.Authorize(more: "&prompt=" + prompt);
        switch (prompt)
        {
            case "login":
                sent.Location!.OriginalString.ShouldStartWith("/signin?");
                break;
            case "select_account":
                sent.Location!.OriginalString.ShouldStartWith("/signin/choose?");
                break;
            default:
                // The sites' clients are the group's own, of whom nobody is asked for consent.
                sent.Query["code"].ShouldNotBeNull();
                break;
        }
    }

    private async Task Method(string method)
    {
        if (method == "private_key_jwt")
        {
            // By keys that are declared; that every enrolled site shows itself so is held in its own tests.
            await DeclaredClientsByKey();
            return;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token");
        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials" };
        if (method == "client_secret_basic")
        {
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"reader:{HubFixture.Secret}")));
        }
        else
        {
            (form["client_id"], form["client_secret"]) = ("reader", HubFixture.Secret);
        }

        request.Content = new FormUrlEncodedContent(form);
        using var answer = await _hub.Http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, method);
    }

    private async Task DeclaredClientsByKey()
    {
        foreach (var (client, key, algorithm, typ) in _keys)
        {
            var shown = ClientAssertion.Of(client, key, algorithm, typ);
            (string, string)[] form = [("grant_type", "client_credentials"), ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", shown)];
            var (status, answer) = await _browser.Token(form);
            status.ShouldBe(HttpStatusCode.OK, $"{algorithm} {typ}: {answer.ToJsonString()}");
            (await _browser.Token(form)).Status.ShouldBe(HttpStatusCode.Unauthorized, "once");
        }

        var (ecdsa, rsa) = (_keys[0], _keys[1]);
        foreach (var wrong in new[] { ClientAssertion.Of(ecdsa.Client, rsa.Key, "RS256", "JWT"), ClientAssertion.Of(rsa.Client, rsa.Key, "RS256", "at+jwt"), ClientAssertion.Of(rsa.Client, rsa.Key, "RS256", "JWT", "http://localhost:5100/connect/token"), ClientAssertion.Of("reader", ecdsa.Key, "ES256", "JWT") })
        {
            (await _browser.Token(("grant_type", "client_credentials"), ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", wrong))).Status.ShouldNotBe(HttpStatusCode.OK);
        }
    }

    private static ClientEntry ByKey(string id, AsymmetricAlgorithm key)
    {
        var jwk = key is ECDsa ec && ec.ExportParameters(false).Q is var point
            ? new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = Text(point.X!), ["y"] = Text(point.Y!), ["kid"] = id }
            : ((RSA)key).ExportParameters(false) is var numbers ? new JsonObject { ["kty"] = "RSA", ["n"] = Text(numbers.Modulus!), ["e"] = Text(numbers.Exponent!), ["kid"] = id } : [];
        return new ClientEntry(id, null, ["hub.read"]) { Keys = new JsonObject { ["keys"] = new JsonArray(jwk) }.ToJsonString() };

        static string Text(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
    }

    private async Task ToldOfTheEnd(JsonNode value, bool withSession)
    {
        await Is(value, "true");
        await _browser.Authorize();
        using (var _ = await _browser.Submit("/signout"))
        {
        }

        _hub.Database.Read(static db => db.Long("SELECT count(*) FROM logout_notice WHERE client_id = 'site-acme' AND session_id <> ''"))!.Value.ShouldBeGreaterThan(0, withSession ? "with the session" : "told");
        using var again = await _browser.SignIn(Email, Password);
    }

    private async Task Keys(JsonNode value)
    {
        var keys = (await Json(new Uri((string)value!).AbsolutePath))["keys"]!.AsArray();
        var (_, given) = await _browser.Redeem(await _browser.Authorize());
        var head = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(((string)given["id_token"]!).Split('.')[0]))!;
        keys.Select(static key => (string?)key!["kid"]).ShouldContain((string?)head["kid"]);
        keys.ShouldAllBe(static key => key!["d"] == null);
    }

    private Task Same(JsonNode value)
    {
        value.AsArray().Select(static m => (string)m!).Order().ShouldBe(Texts("token_endpoint_auth_methods_supported").Order());
        return Task.CompletedTask;
    }

    private async Task Answers(JsonNode value, params HttpStatusCode[] without)
    {
        using var answer = await _hub.Send(HttpMethod.Post, new Uri((string)value!).AbsolutePath, null, new FormUrlEncodedContent([]));
        without.ShouldContain(answer.StatusCode);
    }

    private static Task Is(JsonNode value, string expected)
    {
        (value is JsonArray list ? string.Join(' ', list.Select(static item => item!.ToString())) : value.ToString()).ShouldBe(expected, StringCompareShould.IgnoreCase);
        return Task.CompletedTask;
    }

    private static async Task Each(JsonNode value, Func<string, Task> check)
    {
        foreach (var item in value.AsArray())
        {
            await check((string)item!);
        }
    }

    private IEnumerable<string> Texts(string member) => _says[member]!.AsArray().Select(static item => (string)item!);

    [Fact]
    public async Task A_client_that_knows_RS256_alone_gets_its_ID_tokens_so_and_only_then_it_is_advertised()
    {
        Texts("id_token_signing_alg_values_supported").ShouldBe(["ES256"]);
        _hub.Clients.Add(new ClientEntry("old", new Secret(HubFixture.Secret), []) { SignIn = new ClientSignInEntry([new Uri(Browser.Callback)], [], null, ["openid", "offline_access"], FirstParty: true, Frappe: false) { IdTokenAlgorithm = "RS256" } });
        await _hub.Restart();
        using var browser = new Browser(_hub);
        using (var _ = await browser.SignIn(Email, Password))
        {
        }

        _says = await Json("/.well-known/openid-configuration");
        Texts("id_token_signing_alg_values_supported").Order().ShouldBe(["ES256", "RS256"]);
        var (_, old) = await browser.Redeem(await browser.Authorize("old", "openid offline_access"), "old");
        var (_, usual) = await browser.Redeem(await browser.Authorize());
        (await AlgorithmOf(old["id_token"]), await AlgorithmOf(usual["id_token"]), await AlgorithmOf(old["access_token"])).ShouldBe(("RS256", "ES256", "ES256"));
        (await browser.Authorize("old", "openid", more: $"&prompt=none&id_token_hint={old["id_token"]}")).Query["code"].ShouldNotBeNull();

        // Both change together, a day ahead.
        await _hub.Service<Hub.Identity.KeyClock>().Rotate(Hub.Audit.Actor.Hub, TestContext.Current.CancellationToken);
        (await Json("/.well-known/jwks"))["keys"]!.AsArray().Count.ShouldBe(4);
    }

    /// <summary>Of a token that is signed with a key that the hub shows.</summary>
    private async Task<string?> AlgorithmOf(JsonNode? token)
    {
        var parts = ((string)token!).Split('.');
        var head = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(parts[0]))!;
        var key = (await Json("/.well-known/jwks"))["keys"]!.AsArray().Single(key => (string?)key!["kid"] == (string?)head["kid"])!;
        var (bytes, signature) = (System.Text.Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), System.Buffers.Text.Base64Url.DecodeFromChars(parts[2]));
        if ((string?)key["kty"] == "RSA")
        {
            using var rsa = RSA.Create(new RSAParameters { Modulus = System.Buffers.Text.Base64Url.DecodeFromChars((string)key["n"]!), Exponent = System.Buffers.Text.Base64Url.DecodeFromChars((string)key["e"]!) });
            rsa.VerifyData(bytes, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).ShouldBeTrue();
        }

        return (string?)head["alg"];
    }

    private async Task<JsonObject> Json(string path) => JsonNode.Parse(await _hub.Http.GetStringAsync(path))!.AsObject();
}
