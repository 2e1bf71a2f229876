using System.Net.Http.Headers;
using SiteHub.EndToEnd.Tests.Peers;
using SiteHub.EndToEnd.Tests.Worlds;
using SiteHub.Protocol.Links;

namespace SiteHub.EndToEnd.Tests.BadInput;

/// <summary>Signed by the right site, with its token, and not what the protocol describes.</summary>
public sealed class MalformedBodyTests(HubAlone hub) : IClassFixture<HubAlone>, IAsyncLifetime
{
    private readonly Peer _acme = hub.Peer("acme");
    private Untouched _before = null!;

    public static TheoryData<string> Bodies => [.. Malformed.Bodies.Keys];

    public async ValueTask InitializeAsync()
    {
        _acme.Epoch = new Epoch(1, "ep_1");
        await _acme.GreetAsync();
        _before = await Untouched.OfAsync(hub.World.Api, "acme");
    }

    public async ValueTask DisposeAsync()
    {
        (await Untouched.OfAsync(hub.World.Api, "acme")).ShouldBe(_before);
        _acme.Dispose();
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task As_a_batch(string what)
    {
        using var answer = await _acme.PostAsync(Malformed.Bodies[what]);

        var problem = await answer.ShouldBeProblemAsync(400);
        ((string)problem["detail"]!).ShouldNotBeNullOrWhiteSpace();
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task As_a_greeting(string what)
    {
        using var answer = await _acme.PostAsync(Malformed.Bodies[what], path: LinkPaths.Hello("acme"));

        await answer.ShouldBeProblemAsync(400);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Larger_than_the_limit_whether_the_length_is_told_or_not(bool chunked)
    {
        var body = Malformed.Whole($"{{\"doc\":\"{new string('x', LinkLimits.MaxBodyBytes)}\"}}");
        using var answer = await _acme.PostAsync(body, request => request.Headers.TransferEncodingChunked = chunked);

        await answer.ShouldBeProblemAsync(413);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_bomb(string encoding)
    {
        var bomb = Malformed.Pack(new byte[256 * 1024 * 1024], encoding);
        bomb.Length.ShouldBeLessThan(LinkLimits.MaxBodyBytes);
        using var answer = await PackedAsync(bomb, encoding);

        await answer.ShouldBeProblemAsync(413);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Not_packed_as_it_says(string encoding)
    {
        using var answer = await PackedAsync("{\"plain\":true}"u8.ToArray(), encoding);

        await answer.ShouldBeProblemAsync(415);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Packed_and_cut_off(string encoding)
    {
        var packed = Malformed.Pack(Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(0, 10_000))), encoding);
        using var answer = await PackedAsync(packed[..(packed.Length / 2)], encoding);

        // What is missing may only show in the signature.
        await answer.ShouldBeProblemAsync(400, 401, 415);
    }

    [Theory]
    [InlineData("deflate")]
    [InlineData("gzip, gzip")]
    [InlineData("zstd")]
    public async Task Packed_in_a_way_that_is_not_taken(string encoding)
    {
        using var answer = await PackedAsync("{}"u8.ToArray(), encoding);

        await answer.ShouldBeProblemAsync(415);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task By_another_method(string method)
    {
        using var answer = await _acme.PostAsync("{}"u8.ToArray(), request => request.Method = new HttpMethod(method));

        await answer.ShouldBeProblemAsync(405);
    }

    private async Task<HttpResponseMessage> PackedAsync(byte[] packed, string encoding) => await _acme.PostAsync(packed, request =>
    {
        request.Content!.Headers.ContentEncoding.Clear();
        request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
    });
}
