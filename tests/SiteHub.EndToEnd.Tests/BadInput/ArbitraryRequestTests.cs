using System.Net.Http.Headers;
using CsCheck;
using SiteHub.EndToEnd.Tests.Peers;
using SiteHub.EndToEnd.Tests.Worlds;
using SiteHub.Protocol.Links;
using SiteHub.Protocol.Tests;

namespace SiteHub.EndToEnd.Tests.BadInput;

/// <summary>Whatever comes in on a link: an answer that the protocol knows, never a fault of the hub, and nothing stored of what is wrong.</summary>
public sealed class ArbitraryRequestTests(HubAlone hub) : IClassFixture<HubAlone>, IAsyncLifetime
{
    private const int Tries = 300;

    private static readonly byte[] Batch = Malformed.Whole("{\"docType\":\"Quotation\",\"name\":\"Q\",\"doc\":{\"a\":1}}");

    private static readonly Gen<string> Header = Gen.OneOf(
        ArbitraryJson.AnyOf("", " ", ",", "v1", "v1,", "v1,AAAA", "0", "-1", "Bearer", "Bearer x", "\u00e9", "gzip", "*", "1.0", "%00", new string('x', 3_000)),
        Gen.Char[' ', '\u00ff'].Array[0, 40].Select(chars => new string(chars)));

    private readonly Peer _acme = hub.Peer("acme");

    public async ValueTask InitializeAsync()
    {
        _acme.Epoch = new Epoch(1, "ep_1");
        await _acme.GreetAsync();
    }

    public ValueTask DisposeAsync()
    {
        _acme.Dispose();
        return default;
    }

    [Fact]
    public async Task Arbitrary_bodies()
    {
        var before = await Untouched.OfAsync(hub.World.Api, "acme");
        var bodies = Gen.OneOf(
            Gen.Byte.Array[0, 200],
            ArbitraryJson.Object.Select(Encoding.UTF8.GetBytes),
            ArbitraryJson.Broken(ArbitraryJson.Object.Select(data => Encoding.UTF8.GetString(OutOfTurn(data)))));
        await Gen.Select(bodies, Gen.Bool).SampleAsync(
            async (body, greeting) =>
            {
                using var answer = await _acme.PostAsync(body, path: greeting ? LinkPaths.Hello("acme") : LinkPaths.Events("acme"));
                if ((int)answer.StatusCode != 409)
                {
                    await answer.ShouldBeProblemAsync(400);
                }
            },
            iter: Tries);
        (await Untouched.OfAsync(hub.World.Api, "acme")).ShouldBe(before);
    }

    /// <summary>The entry itself is well-formed, so it is taken; what the hub cannot apply it keeps as rejected, and no document comes of it.</summary>
    [Fact]
    public async Task Arbitrary_data_of_every_type_of_entry()
    {
        var before = await Untouched.OfAsync(hub.World.Api, "acme");
        var types = ArbitraryJson.AnyOf(
            LinkEventTypes.SiteCatalogue, LinkEventTypes.DocumentChanged, LinkEventTypes.DocumentDeleted, LinkEventTypes.DocumentWithdrawn, LinkEventTypes.DocumentSnapshot,
            LinkEventTypes.SnapshotBegin, LinkEventTypes.SnapshotEnd, LinkEventTypes.EntryUnsendable, LinkEventTypes.SiteResync, "unheard.of");
        var seq = 0;
        await Gen.Select(types, ArbitraryJson.Object).SampleAsync(
            async (type, data) =>
            {
                seq++;
                var entry = new LinkEvent(seq, $"evt_{seq}", type, Told.Noon, Encoding.UTF8.GetBytes(data));
                var reply = await _acme.SendAsync(_acme.Batch([entry]));
                reply.Status.ShouldBe(200, reply.Problem?.ToJsonString());
                reply.Answer!.Rejected.ShouldHaveSingleItem().Reason.ShouldNotBeNullOrWhiteSpace();
            },
            iter: Tries,
            threads: 1);
        (await Untouched.OfAsync(hub.World.Api, "acme")).Documents.ShouldBe(before.Documents);
        ((long)(await hub.World.Api.LinkAsync("acme"))["receives"]!["rejected"]!).ShouldBe(seq);
    }

    [Fact]
    public async Task Arbitrary_headers()
    {
        var before = await Untouched.OfAsync(hub.World.Api, "acme");
        var names = ArbitraryJson.AnyOf("webhook-id", "webhook-timestamp", "webhook-signature", "Authorization", "Content-Encoding", LinkPaths.VersionHeader);
        await Gen.Select(names, Header).Array[1, 3].SampleAsync(
            async headers =>
            {
                using var answer = await _acme.PostAsync(OutOfTurn("{}"), request =>
                {
                    foreach (var (name, value) in headers)
                    {
                        HttpHeaders place = name == "Content-Encoding" ? request.Content!.Headers : request.Headers;
                        place.Remove(name);
                        place.TryAddWithoutValidation(name, value);
                    }
                });

                // 409: the arbitrary header happened to do no harm, and the batch is out of turn.
                if ((int)answer.StatusCode != 409)
                {
                    await answer.ShouldBeProblemAsync(400, 401, 403, 415, 426);
                }
            },
            iter: Tries);
        (await Untouched.OfAsync(hub.World.Api, "acme")).ShouldBe(before);
    }

    private static byte[] OutOfTurn(string data) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Malformed.Whole(data)).Replace("\"seq\":0,\"id\":null", "\"seq\":7,\"id\":\"evt_7\"", StringComparison.Ordinal).Replace("\"seq\":1,", "\"seq\":8,", StringComparison.Ordinal));
}
