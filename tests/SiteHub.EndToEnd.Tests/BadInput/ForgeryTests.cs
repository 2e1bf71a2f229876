using System.Buffers;
using System.Net.Http.Headers;
using SiteHub.EndToEnd.Tests.Peers;
using SiteHub.EndToEnd.Tests.Worlds;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Links;
using SiteHub.Protocol.Signatures;

namespace SiteHub.EndToEnd.Tests.BadInput;

/// <summary>Requests that are right in everything but in who sends them. Each would be taken, were its one fault not seen.</summary>
public sealed class ForgeryTests(HubAlone hub) : IClassFixture<HubAlone>, IAsyncLifetime
{
    private static long _epochs;

    private readonly Peer _acme = hub.Peer("acme");
    private readonly Peer _globex = hub.Peer("globex");
    private Untouched _before = null!;
    private byte[] _batch = null!;

    public async ValueTask InitializeAsync()
    {
        _acme.Epoch = new Epoch(++_epochs, $"ep_{_epochs}");
        await _acme.GreetAsync();
        var body = new ArrayBufferWriter<byte>();
        _acme.Batch(Told.Changes(1, 2, $"{_epochs}-")).WriteTo(body);
        _batch = body.WrittenSpan.ToArray();
        _before = await Untouched.OfAsync(hub.World.Api, "acme");
    }

    public async ValueTask DisposeAsync()
    {
        _acme.Dispose();
        _globex.Dispose();
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Without_a_fault_it_is_taken()
    {
        using var answer = await _acme.PostAsync(_batch);

        ((int)answer.StatusCode).ShouldBe(200);
        (await Untouched.OfAsync(hub.World.Api, "acme")).ShouldNotBe(_before);
    }

    [Theory]
    [InlineData("webhook-id")]
    [InlineData("webhook-timestamp")]
    [InlineData("webhook-signature")]
    public Task Without_one_of_its_three_headers(string header) => Refused(401, request => request.Headers.Remove(header));

    [Theory]
    [InlineData("v1,")]
    [InlineData("v1")]
    [InlineData(",")]
    [InlineData("v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("v1a,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("v2,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("v1,not base64")]
    public Task With_a_bad_signature(string signature) => Refused(401, request => Peer.Put(request, "webhook-signature", signature));

    [Fact]
    public Task With_a_signature_under_another_id() => Refused(401, request => Peer.Put(request, "webhook-id", "msg_other"));

    [Fact]
    public Task With_a_signature_of_other_bytes() => Refused(401, request => _acme.Sign(request, "msg_1", Now, "{}"u8.ToArray()));

    [Theory]
    [InlineData(-301)]
    [InlineData(301)]
    [InlineData(-86_400)]
    public Task Stale_or_from_the_future(int seconds) => Refused(401, request => _acme.Sign(request, "msg_1", Now.AddSeconds(seconds), _batch));

    [Theory]
    [InlineData("now")]
    [InlineData("-1")]
    [InlineData("1e9")]
    [InlineData("99999999999999999999")]
    public Task With_a_time_that_is_none(string timestamp) => Refused(401, request => Peer.Put(request, "webhook-timestamp", timestamp));

    [Fact]
    public async Task Replayed_to_the_letter_it_changes_nothing()
    {
        var id = $"msg_{Guid.NewGuid():N}";
        var at = Now;
        using (var first = await _acme.PostAsync(_batch, request => _acme.Sign(request, id, at, _batch)))
        {
            ((int)first.StatusCode).ShouldBe(200);
        }

        var between = await Untouched.OfAsync(hub.World.Api, "acme");
        using var replay = await _acme.PostAsync(_batch, request => _acme.Sign(request, id, at, _batch));

        ((int)replay.StatusCode).ShouldBe(409);
        (await Untouched.OfAsync(hub.World.Api, "acme")).ShouldBe(between);
    }

    [Fact]
    public async Task Right_signature_and_the_other_sites_token()
    {
        var token = await _globex.TokenAsync();
        await Refused(403, request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token));
    }

    [Fact]
    public Task Right_token_and_the_other_sites_signature() => Refused(401, request => _globex.Sign(request, "msg_1", Now, _batch));

    [Fact]
    public async Task Token_and_signature_of_the_other_site()
    {
        using var answer = await _globex.PostAsync(_batch, path: LinkPaths.Events("acme"));

        await answer.ShouldBeProblemAsync(403);
        (await Untouched.OfAsync(hub.World.Api, "acme")).ShouldBe(_before);
    }

    /// <summary>What the hub has signed for the site must not be good for coming back.</summary>
    [Fact]
    public Task Signed_with_the_secret_of_the_other_direction()
    {
        var link = hub.World.Configuration.Site("acme")["link"]!;
        var secrets = LinkSecrets.Derive(new Secret((string)link["secret"]!), "acme");
        var ring = new SecretRing(SigningSecret.Parse(secrets.HubToSite.Reveal()));
        return Refused(401, request => Peer.Put(request, "webhook-signature", ring.Sign(request.Headers.GetValues("webhook-id").Single(), Now, _batch).Signature));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer nonsense")]
    [InlineData("Bearer a.b.c")]
    [InlineData("Bearer eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.eyJzdWIiOiJzaXRlLWFjbWUiLCJjbGllbnRfaWQiOiJzaXRlLWFjbWUiLCJzY29wZSI6InNpdGVodWIubGluayJ9.")]
    [InlineData("Basic c2l0ZS1hY21lOnNlY3JldA==")]
    [InlineData("token site-acme:secret")]
    public Task Without_a_token_or_with_none_of_ours(string? authorization) => Refused(401, request =>
    {
        request.Headers.Remove("Authorization");
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }
    });

    [Fact]
    public async Task With_an_altered_token()
    {
        var token = await _acme.TokenAsync();
        var altered = token[..^8] + (token[^8] == 'A' ? 'B' : 'A') + token[^7..];
        await Refused(401, request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", altered));
    }

    [Fact]
    public async Task With_a_token_of_an_operator()
    {
        var client = hub.World.Configuration.Hub()["clients"]![0]!;
        var token = await HubClient.TokenAsync(hub.World.Api.Http, (string)client["id"]!, (string)client["secret"]!, "hub.read hub.admin");
        await Refused(403, request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token));
    }

    [Fact]
    public async Task To_a_link_that_is_not_there()
    {
        using var answer = await _acme.PostAsync(_batch, path: LinkPaths.Events("nobody"));

        await answer.ShouldBeProblemAsync(403, 404);
    }

    [Theory]
    [InlineData("2.0")]
    [InlineData("1.2")]
    [InlineData("new")]
    public Task In_a_version_that_is_not_spoken(string version) => Refused(426, request => Peer.Put(request, LinkPaths.VersionHeader, version));

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private async Task Refused(int status, Action<HttpRequestMessage> distort)
    {
        using (var answer = await _acme.PostAsync(_batch, distort))
        {
            await answer.ShouldBeProblemAsync(status);
        }

        (await Untouched.OfAsync(hub.World.Api, "acme")).ShouldBe(_before);
    }
}
