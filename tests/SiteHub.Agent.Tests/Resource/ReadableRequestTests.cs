using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;

namespace SiteHub.Agent.Tests.Resource;

/// <summary>A body is read as it was meant, or refused; what it says of itself is looked at before what is in it.</summary>
public sealed class ReadableRequestTests : IAsyncLifetime
{
    private const string Notes = "/api/resource/Note";

    private readonly SiteFixture _site = new();

    public ValueTask InitializeAsync() => new(_site.Start());

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Theory]
    [InlineData("gzip")]
    [InlineData("GZIP")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("identity")]
    public async Task A_compressed_body_is_taken_apart(string encoding)
    {
        (await Send(Notes, Compressed(encoding, """{"title": "K\u00f6ln"}"""), encoding)).ShouldBe(200).Data["title"]!.GetValue<string>().ShouldBe("K\u00F6ln");
        (await Send(Notes, Compressed(encoding, "{\"title\":\"a\"}\n{\"title\":\"b\"}\n"), encoding, "application/x-ndjson")).ShouldBe(200).Json["inserted"]!.GetValue<int>().ShouldBe(2);
        (await Send(Notes, Compressed(encoding, "title=form"), encoding, "application/x-www-form-urlencoded")).ShouldBe(200).Data["title"]!.GetValue<string>().ShouldBe("form");
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip, gzip")]
    [InlineData("gzip, br")]
    [InlineData("none")]
    [InlineData("compress")]
    public async Task Another_encoding_is_refused_at_once(string encoding)
    {
        (await Send(Notes, Compressed("gzip", """{"title": "x"}"""), encoding)).ShouldBe(415);
        _site.Count().ShouldBe(0);
    }

    [Fact]
    public async Task What_comes_out_is_bounded_and_what_is_no_such_thing_is_the_sender_s_fault()
    {
        (await Send(Notes, Compressed("gzip", new string(' ', 40 * 1024 * 1024)), "gzip")).Status.ShouldBe(413);
        (await Send(Notes, "{\"title\": \"plain\"}"u8.ToArray(), "gzip")).Status.ShouldBe(400);
        (await Send(Notes, Compressed("gzip", """{"title": "cut off"}""")[..20], "gzip")).Status.ShouldBe(400);
        _site.Count().ShouldBe(0);
    }

    [Theory]
    [InlineData("application/json", "{\"title\": \"K\u00F6ln\"}")]
    [InlineData("application/json; charset=iso-8859-1", "{\"title\": \"K\u00F6ln\"}")]
    [InlineData("application/x-www-form-urlencoded", "title=K\u00F6ln")]
    [InlineData("application/x-www-form-urlencoded", "data={\"title\": \"K\u00F6ln\"}")]
    [InlineData("application/x-ndjson", "{\"title\": \"K\u00F6ln\"}\n")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nK\u00F6ln\r\n--x--\r\n")]
    public async Task Bytes_that_are_no_UTF_8_are_stored_nowhere(string type, string body)
    {
        var answer = await Send(Notes, Encoding.Latin1.GetBytes(body), null, type);

        (answer.Status is 400 or 417 || answer.Json["failed"]?.GetValue<int>() == 1).ShouldBeTrue(answer.Text);
        _site.Count().ShouldBe(0);
    }

    private async Task<Answer> Send(string path, byte[] body, string? encoding, string type = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        request.Headers.TryAddWithoutValidation("Authorization", SiteFixture.Admin);
        if (encoding is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        }

        using var response = await _site.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static byte[] Compressed(string encoding, string text)
    {
        using var made = new MemoryStream();
        using (Stream into = encoding.ToUpperInvariant() switch
        {
            "GZIP" => new GZipStream(made, CompressionMode.Compress, leaveOpen: true),
            "BR" => new BrotliStream(made, CompressionMode.Compress, leaveOpen: true),
            "DEFLATE" => new ZLibStream(made, CompressionMode.Compress, leaveOpen: true),
            _ => new BufferedStream(made),
        })
        {
            into.Write(Encoding.UTF8.GetBytes(text));
            into.Flush();
            if (into is BufferedStream)
            {
                return made.ToArray();
            }
        }

        return made.ToArray();
    }
}
