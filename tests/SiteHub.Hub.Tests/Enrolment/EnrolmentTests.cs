using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using SiteHub.Delivery.Links;
using SiteHub.Hub.Enrolment;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Enrolment;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Hub.Tests.Enrolment;

/// <summary>How a site becomes trusted, stays it, and stops being it.</summary>
public sealed class EnrolmentTests : IAsyncLifetime
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private readonly HubFixture _hub = new();
    private string _admin = "";

    public async ValueTask InitializeAsync()
    {
        _hub.Sites.Clear();
        _hub.Sites.Add(HubFixture.Site("declared"));
        await _hub.Start();
        _admin = await _hub.Token("operations", "hub.admin");
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task A_site_that_was_made_and_enrols_gets_tokens_by_its_key_and_has_a_link()
    {
        var key = new TestKey();
        var answer = await Enrol(await Made("acme"), key);

        (answer.Site, answer.ClientId, answer.Issuer.AbsoluteUri).ShouldBe(("acme", "site-acme", "http://localhost:5100/"));
        LinkSecrets.Derive(new Secret(answer.Secret), "acme").SiteToHub.ShouldNotBeNull();
        (await Token("acme", key)).ShouldNotBeNull();
        (await Links()).ShouldBe(["acme", "declared"]);
        (await Token("acme", new TestKey { Kid = key.Kid })).ShouldBeNull();
    }

    [Fact]
    public async Task A_code_is_good_once_but_for_the_key_that_did_not_hear_the_answer()
    {
        var code = await Made("acme");
        var key = new TestKey();
        var first = await Enrol(code, key);
        (await Enrol(code, key)).ShouldBe(first);

        (await TryEnrol(code, new TestKey())).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await TryEnrol("AAAAA-AAAAA-AAAAA-AAAAA-AAAAA", new TestKey())).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_code_expires_and_a_new_one_replaces_it()
    {
        var first = await Made("acme");
        var second = await Code("acme");
        (await TryEnrol(first, new TestKey())).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        _hub.Time.Advance(EnrolmentCodes.Lifetime);
        (await TryEnrol(second, new TestKey())).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Codes_cannot_be_guessed_in_a_row()
    {
        for (var i = 0; i < 10; i++)
        {
            await TryEnrol($"WRONG-{i}", new TestKey());
        }

        (await TryEnrol(await Made("acme"), new TestKey())).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Enrolling_again_takes_everything_from_the_old_key_and_keeps_the_links_history()
    {
        var old = new TestKey();
        await Enrol(await Made("acme"), old);
        await _hub.Database.Writer.Write(db => _hub.Service<LinkLog>().Append(db, "acme", "site.resync", Encoding.UTF8.GetBytes("""{"docType":null,"reason":"x"}""")));
        var next = new TestKey();

        await Enrol(await Code("acme"), next);

        (await Token("acme", old)).ShouldBeNull();
        (await Token("acme", next)).ShouldNotBeNull();
        _hub.Database.Read(static db => db.Long("SELECT out_seq FROM link WHERE name = 'acme'")).ShouldBe(1);
    }

    [Fact]
    public async Task Renewed_keys_and_secrets_overlap_for_a_day_and_a_repeated_renewal_gives_the_same()
    {
        var old = new TestKey();
        var before = await Enrol(await Made("acme"), old);
        var next = new TestKey();

        var first = await Rotate("acme", old, next, before.Secret);
        (await Rotate("acme", old, next, before.Secret)).ShouldBe(first);

        first.Secret.ShouldNotBe(before.Secret);
        (await Token("acme", old)).ShouldNotBeNull();
        (await Token("acme", next)).ShouldNotBeNull();
        _hub.Time.Advance(TimeSpan.FromHours(25));
        await _hub.Restart();
        (await Token("acme", old)).ShouldBeNull();
        (await Token("acme", next)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_declared_site_is_renewed_in_the_file_and_says_so()
    {
        using var answer = await _hub.Send(HttpMethod.Post, "/api/v1/sites/declared/rotate", _admin);
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("stand in the configuration");
    }

    [Fact]
    public async Task A_revoked_site_is_stopped_at_once_and_stays_so_until_it_enrols_again()
    {
        var key = new TestKey();
        await Enrol(await Made("acme"), key);
        var token = (await Token("acme", key))!;

        using var revoked = await _hub.Send(HttpMethod.Post, "/api/v1/sites/acme/revoke", _admin);

        revoked.StatusCode.ShouldBe(HttpStatusCode.OK);
        await Stopped();
        await _hub.Restart();
        await Stopped();
        await Enrol(await Code("acme"), key = new TestKey());
        (await Token("acme", key)).ShouldNotBeNull();
        (await Links()).ShouldContain("acme");

        async Task Stopped()
        {
            (await Token("acme", key)).ShouldBeNull();
            using var hello = await _hub.Send(HttpMethod.Post, "/sitehub/v1/links/acme/hello", token, JsonContent.Create(new { }));
            ((int)hello.StatusCode).ShouldBeOneOf(401, 403, 404);
            (await Links()).ShouldNotContain("acme");
        }
    }

    [Fact]
    public async Task A_start_after_a_crash_between_the_row_and_what_follows_from_it_finishes_it()
    {
        var key = new TestKey();
        await Enrol(await Made("acme"), key);
        await _hub.Database.Writer.Write(static db =>
        {
            db.Execute("DELETE FROM link WHERE name = 'acme'");
            db.Execute("DELETE FROM OpenIddictApplications WHERE ClientId = 'site-acme'");
            db.Execute("DELETE FROM client WHERE client_id = 'site-acme'");
        });

        await _hub.Restart();

        (await Token("acme", key)).ShouldNotBeNull();
        (await Links()).ShouldContain("acme");
    }

    [Fact]
    public async Task A_sites_token_is_revoked_by_its_holder_and_an_assertion_for_another_hub_or_by_another_client_is_refused()
    {
        var key = new TestKey();
        await Enrol(await Made("acme"), key);
        var other = new TestKey();
        await Enrol(await Made("globex"), other);
        var token = (await Token("acme", key))!;
        (await Hello(token)).ShouldNotBe(HttpStatusCode.Unauthorized);

        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["token"] = token, ["client_id"] = "site-acme", ["client_assertion_type"] = AssertionType, ["client_assertion"] = key.Assert("site-acme", "http://localhost:5100/"),
        });
        using var revoked = await _hub.Http.PostAsync("/connect/revocation", form, TestContext.Current.CancellationToken);

        revoked.StatusCode.ShouldBe(HttpStatusCode.OK, await revoked.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        (await Hello(token)).ShouldBe(HttpStatusCode.Unauthorized);
        (await Token("acme", key, "http://elsewhere.example/")).ShouldBeNull();
        (await Token("acme", other)).ShouldBeNull();
        (await Token("globex", key)).ShouldBeNull();

        async Task<HttpStatusCode> Hello(string bearer)
        {
            using var answer = await _hub.Send(HttpMethod.Post, "/sitehub/v1/links/acme/hello", bearer, JsonContent.Create(new { }));
            (await answer.Content.ReadAsStringAsync()).ShouldNotBeNull();
            return answer.StatusCode == HttpStatusCode.Unauthorized && !(await answer.Content.ReadAsStringAsync()).Contains("token", StringComparison.OrdinalIgnoreCase) ? HttpStatusCode.OK : answer.StatusCode;
        }
    }

    [Fact]
    public async Task Faults_of_a_site_are_told_at_once_and_its_secret_is_not_stored_in_clear()
    {
        using var wrong = await _hub.Send(HttpMethod.Post, "/api/v1/sites", _admin, JsonContent.Create(new { slug = "No!", url = "ftp://x/y" }));
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await wrong.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["errors"]!.AsArray().Count.ShouldBe(2);
        using var badKey = await _hub.Http.PostAsJsonAsync("/sitehub/v1/enrolment", new { code = "x", key = new { kty = "RSA", crv = "", x = "", y = "", kid = "k" } }, TestContext.Current.CancellationToken);
        badKey.StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        var code = await Made("acme");
        var answer = await Enrol(code, new TestKey());

        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_hub.DatabasePath)!))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            var text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
            text.ShouldNotContain(answer.Secret["whsec_".Length..]);
            text.ShouldNotContain(code);
        }
    }

    [Fact]
    public async Task The_next_signing_key_is_published_a_day_before_it_signs_and_the_old_one_a_day_after()
    {
        var before = Kids(await Keys());
        using var rotated = await _hub.Send(HttpMethod.Post, "/api/v1/keys/rotate", _admin);
        rotated.StatusCode.ShouldBe(HttpStatusCode.Accepted);

        var both = Kids(await Keys());
        both.Count.ShouldBe(2);
        Kid(await _hub.Token("operations", "hub.read")).ShouldBe(before[0]);
        _hub.Time.Advance(TimeSpan.FromHours(24));
        _hub.Service<Hub.Identity.KeyClock>().Look();
        Kid(await _hub.Token("operations", "hub.read")).ShouldBe(both.Except(before).Single());
        Kids(await Keys()).Count.ShouldBe(2);
        _hub.Time.Advance(TimeSpan.FromHours(24));
        _hub.Service<Hub.Identity.KeyClock>().Look();
        Kids(await Keys()).ShouldBe(both.Except(before));

        static List<string> Kids(JsonNode keys) => [.. keys["keys"]!.AsArray().Select(static k => (string)k!["kid"]!)];
        static string Kid(string token) => new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(token).Kid;
    }

    private async Task<JsonNode> Keys() => JsonNode.Parse(await _hub.Http.GetStringAsync("/.well-known/jwks"))!;

    private async Task<string> Made(string slug)
    {
        using var answer = await _hub.Send(HttpMethod.Post, "/api/v1/sites", _admin, JsonContent.Create(new { slug, url = "http://127.0.0.1:1" }));
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (string)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["code"]!;
    }

    private async Task<string> Code(string slug)
    {
        using var answer = await _hub.Send(HttpMethod.Post, $"/api/v1/sites/{slug}/code", await _hub.Token("operations", "hub.admin"));
        return (string)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["code"]!;
    }

    private Task<HttpResponseMessage> TryEnrol(string code, TestKey key) => _hub.Http.PostAsJsonAsync("/sitehub/v1/enrolment", new EnrolmentRequest(code, key.Public));

    private async Task<EnrolmentAnswer> Enrol(string code, TestKey key)
    {
        using var answer = await TryEnrol(code, key);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<EnrolmentAnswer>())!;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_used_code_is_bound_to_the_key_and_not_to_what_the_key_calls_itself(bool afterwards)
    {
        var code = await Made("acme");
        var key = new TestKey();
        var first = await Enrol(code, key);
        if (afterwards)
        {
            _hub.Time.Advance(TimeSpan.FromMinutes(30));
        }

        (await TryEnrol(code, new TestKey { Kid = key.Kid })).StatusCode.ShouldBe(HttpStatusCode.Forbidden, "another key under the same name");
        using var renamed = await _hub.Http.PostAsJsonAsync("/sitehub/v1/enrolment", new EnrolmentRequest(code, key.Public with { Kid = "another-name", X = key.Public.X + "=" }));
        renamed.StatusCode.ShouldBe(HttpStatusCode.OK, "the same key");
        (await renamed.Content.ReadFromJsonAsync<EnrolmentAnswer>()).ShouldBe(first);
        (await Token("acme", new TestKey { Kid = key.Kid })).ShouldBeNull();
    }

    [Fact]
    public async Task A_rotation_needs_the_token_and_the_links_signature_and_a_key_with_a_name_of_its_own()
    {
        var old = new TestKey();
        var before = await Enrol(await Made("acme"), old);
        var other = await Enrol(await Made("globex"), new TestKey());

        (await TryRotate("acme", old, new TestKey(), secret: null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "no signature");
        (await TryRotate("acme", old, new TestKey(), other.Secret)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "another link's signature");
        (await TryRotate("acme", old, new TestKey(), LinkSecrets.Generate().Reveal())).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "a stranger's signature");
        (await TryRotate("acme", null, new TestKey(), before.Secret)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "no token");
        (await TryRotate("acme", old, new TestKey { Kid = old.Kid }, before.Secret)).StatusCode.ShouldBe(HttpStatusCode.Conflict, "another key under the same name");
        (await TryRotate("acme", old, new TestKey(), before.Secret)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_assertion_is_taken_once_for_minutes_and_for_this_hub_alone_whoever_looks_at_it(bool atTheProvider)
    {
        const string Hub = "http://localhost:5100/";
        var key = new TestKey();
        await Enrol(await Made("acme"), key);
        var good = key.Assert("site-acme", Hub);

        (await Shown(good)).ShouldBeTrue();
        (await Shown(good)).ShouldBeFalse("used before");
        await _hub.Restart();
        (await Shown(good)).ShouldBeFalse("used before a restart");
        (await Shown(key.Assert("site-acme", Hub + "connect/token"))).ShouldBeFalse("the token endpoint is not the issuer");
        (await Shown(key.Assert("site-acme", "http://elsewhere.example/"))).ShouldBeFalse("another host, the same path");
        (await Shown(key.Assert("site-acme", Hub, with: claims => claims["aud"] = new[] { Hub, "https://elsewhere.example/" }))).ShouldBeFalse("two receivers");
        (await Shown(key.Assert("site-acme", Hub, TimeSpan.FromDays(3650)))).ShouldBeFalse("ten years");
        (await Shown(key.Assert("site-acme", Hub, TimeSpan.FromMinutes(6)))).ShouldBeFalse("six minutes");
        (await Shown(key.Assert("site-acme", Hub, id: ""))).ShouldBeFalse("no id");
        (await Shown(key.Assert("site-acme", Hub, id: new string('x', 300)))).ShouldBeFalse("an id that nobody keeps");
        (await Shown(key.Unsigned("site-acme", Hub))).ShouldBeFalse("alg none");
        (await Shown(key.SignedWithThePublicKey("site-acme", Hub))).ShouldBeFalse("the public key as a secret");
        (await Shown(key.Assert("site-acme", Hub))).ShouldBeTrue();

        async Task<bool> Shown(string assertion)
        {
            _hub.Time.Advance(TimeSpan.FromMinutes(6));
            (string, string)[] shown = [("client_id", "site-acme"), ("client_assertion_type", AssertionType), ("client_assertion", assertion)];

            // What is not written exactly as sites write it goes to the provider.
            (string, string)[] what = [("grant_type", "client_credentials"), ("scope", atTheProvider ? "sitehub.link " : "sitehub.link")];
            using var form = new FormUrlEncodedContent(shown.Concat(what).Select(static f => KeyValuePair.Create(f.Item1, f.Item2)));
            using var answer = await _hub.Http.PostAsync("/connect/token", form);
            ((int)answer.StatusCode).ShouldBeLessThan(500);
            return answer.IsSuccessStatusCode;
        }
    }

    private async Task<EnrolmentAnswer> Rotate(string site, TestKey old, TestKey next, string secret)
    {
        using var answer = await TryRotate(site, old, next, secret);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<EnrolmentAnswer>())!;
    }

    private async Task<HttpResponseMessage> TryRotate(string site, TestKey? old, TestKey next, string? secret)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new RotationRequest(next.Public), EnrolmentJson.Default.RotationRequest);
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        if (secret is not null)
        {
            var signature = new SecretRing(SigningSecret.Parse(LinkSecrets.Derive(new Secret(secret), site).SiteToHub.Reveal())).Sign("rotation_" + next.Kid, _hub.Time.GetUtcNow(), body);
            content.Headers.Add(SignatureHeaders.IdName, signature.Id);
            content.Headers.Add(SignatureHeaders.TimestampName, signature.Timestamp);
            content.Headers.Add(SignatureHeaders.SignatureName, signature.Signature);
        }

        return await _hub.Send(HttpMethod.Post, $"/sitehub/v1/enrolment/{site}/rotation", old is null ? null : await Token(site, old), content);
    }

    /// <returns>null: refused</returns>
    private async Task<string?> Token(string site, TestKey key, string audience = "http://localhost:5100/")
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["scope"] = "sitehub.link",
            ["client_id"] = "site-" + site,
            ["client_assertion_type"] = AssertionType,
            ["client_assertion"] = key.Assert("site-" + site, audience),
        });
        using var answer = await _hub.Http.PostAsync("/connect/token", form);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.BadRequest);
        return answer.IsSuccessStatusCode ? (string)JsonNode.Parse(text)!["access_token"]! : null;
    }

    private async Task<List<string>> Links()
    {
        using var answer = await _hub.Get("/api/v1/links", await _hub.Token("reader"));
        return [.. (await answer.Content.ReadFromJsonAsync<JsonNode>())!.AsArray().Select(static l => (string)l!["link"]!).Order(StringComparer.Ordinal)];
    }
}
