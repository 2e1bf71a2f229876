using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;

namespace SiteHub.Hub.Tests.Requests;

/// <summary>A body at the hub's own API that says how it is packed.</summary>
public sealed class PackedBodyTests : IAsyncLifetime
{
    private readonly HubFixture _hub = new();

    public ValueTask InitializeAsync() => new(_hub.Start());

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Theory]
    [InlineData("gzip", true, HttpStatusCode.Created)]
    [InlineData("gzip", false, HttpStatusCode.BadRequest)]
    [InlineData("br", false, HttpStatusCode.BadRequest)]
    [InlineData("deflate", false, HttpStatusCode.BadRequest)]
    [InlineData("zstd", false, HttpStatusCode.UnsupportedMediaType)]
    public async Task Is_taken_apart_or_refused_and_is_never_a_fault_of_the_hub(string encoding, bool packed, HttpStatusCode status)
    {
        using var made = new MemoryStream();
        using (var into = new GZipStream(made, CompressionMode.Compress, leaveOpen: true))
        {
            into.Write("""{"name": "Hillside"}"""u8);
        }

        using var content = new ByteArrayContent(packed ? made.ToArray() : """{"name": "Hillside"}"""u8.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json"), ContentEncoding = { encoding } } };
        using var answer = await _hub.Send(HttpMethod.Post, "/api/v1/customers", await _hub.Token("operations", "hub.admin"), content);

        answer.StatusCode.ShouldBe(status, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
