using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using SiteHub.Delivery.Tests.Webhooks;
using SiteHub.Hub.Tests.Customers;

namespace SiteHub.Hub.Tests.Look;

/// <summary>What a browser fetches beside a page: little, once, and kept for good.</summary>
public sealed partial class AssetsTests
{
    private const int MostOfAFirstVisit = 60_000;

    [Fact]
    public async Task The_first_visit_of_each_kind_of_page_is_less_than_sixty_thousand_bytes_over_the_wire()
    {
        await using var portal = await PortalFixture.Started();
        var browser = await portal.Browser(PortalFixture.Ada);
        var pages = new[] { ("/signin", await portal.Hub.Http.GetStringAsync("/signin")), ("/", await browser.Page("/")), ("/documents", await browser.Page("/documents")) };

        foreach (var (path, html) in pages)
        {
            var assets = Asset().Matches(html).Select(static match => match.Value).Distinct().ToList();
            assets.Count.ShouldBeGreaterThan(4);
            var sizes = await Task.WhenAll(assets.Select(async asset => (await Get(portal.Hub, asset, "gzip, deflate, br, zstd")).Bytes.Length));
            (html.Length + sizes.Sum()).ShouldBeLessThan(MostOfAFirstVisit, path);
        }
    }

    [Theory]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("GZIP", "gzip")]
    [InlineData("identity", null)]
    [InlineData("zstd, nonsense;q=2", null)]
    [InlineData(null, null)]
    public async Task A_file_comes_as_its_reader_takes_it_and_is_the_same_file(string? takes, string? comes)
    {
        await using var hub = await HubFixture.Started();
        var path = Asset().Matches(await hub.Http.GetStringAsync("/signin")).Select(static match => match.Value).First(static path => path.EndsWith(".css", StringComparison.Ordinal) || path.Contains("tabler", StringComparison.Ordinal));
        var plain = await Get(hub, path, null);

        var (answer, bytes) = await Get(hub, path, takes);

        answer.Content.Headers.ContentEncoding.SingleOrDefault().ShouldBe(comes);
        answer.Headers.Vary.ShouldContain("Accept-Encoding");
        answer.Headers.CacheControl!.ToString().ShouldContain("immutable");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/css");
        Opened(bytes, comes).ShouldBe(plain.Bytes);
    }

    [Fact]
    public async Task What_a_browser_has_already_is_not_sent_again()
    {
        await using var hub = await HubFixture.Started();
        var path = Asset().Match(await hub.Http.GetStringAsync("/signin")).Value;
        var (first, _) = await Get(hub, path, "br");

        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.AcceptEncoding.ParseAdd("br");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var again = await hub.Http.SendAsync(request);

        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task The_stylesheet_has_what_the_pages_name_and_nothing_else()
    {
        using var process = NodeScript.Start("styles.mjs", "--check");
        var complained = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        process.ExitCode.ShouldBe(0, complained);
    }

    private static async Task<(HttpResponseMessage Answer, byte[] Bytes)> Get(HubFixture hub, string path, string? takes)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (takes is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", takes);
        }

        var answer = await hub.Http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return (answer, await answer.Content.ReadAsByteArrayAsync());
    }

    private static byte[] Opened(byte[] bytes, string? encoding)
    {
        using Stream source = new MemoryStream(bytes);
        using var opened = encoding switch
        {
            "br" => new BrotliStream(source, CompressionMode.Decompress),
            "gzip" => new GZipStream(source, CompressionMode.Decompress),
            _ => source,
        };
        using var target = new MemoryStream();
        opened.CopyTo(target);
        return target.ToArray();
    }

    [GeneratedRegex("/assets/[^\"]+")]
    private static partial Regex Asset();
}
