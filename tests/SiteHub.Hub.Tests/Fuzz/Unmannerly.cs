using System.Text;

namespace SiteHub.Fuzzing;

/// <summary>Bytes that are no HTTP, or HTTP that can be read in two ways: no library sends them.</summary>
internal static class Unmannerly
{
    /// <param name="host">the role's own name</param>
    /// <param name="page">one of its pages</param>
    public static IEnumerable<(string What, byte[] Bytes)> Requests(string host, string page)
    {
        var own = $"Host: {host}\r\n";
        (string What, string Text)[] requests =
        [
            ("no UTF-8 in the address", $"GET /\xff\xfe?a=\xc0\xaf HTTP/1.1\r\n{own}\r\n"),
            ("half a surrogate pair in the address", $"GET /%ed%a0%80?a=%ed%b0%80 HTTP/1.1\r\n{own}\r\n"),
            ("NUL in the address", $"GET /a\0b HTTP/1.1\r\n{own}\r\n"),
            ("NUL in the address, escaped", $"GET {page}%00?a=%00 HTTP/1.1\r\n{own}\r\n"),
            ("no UTF-8 in a header", $"GET {page} HTTP/1.1\r\n{own}Cookie: a=\xff\xfe\r\nAccept-Language: \xc3\r\n\r\n"),
            ("NUL in a header", $"GET {page} HTTP/1.1\r\n{own}X-A: a\0b\r\n\r\n"),
            ("no UTF-8 in the host", $"GET {page} HTTP/1.1\r\nHost: \xff\xfe\r\n\r\n"),
            ("two hosts", $"GET {page} HTTP/1.1\r\n{own}Host: evil.example\r\n\r\n"),
            ("two hosts, the other first", $"GET {page} HTTP/1.1\r\nHost: evil.example\r\n{own}\r\n"),
            ("no host", $"GET {page} HTTP/1.1\r\n\r\n"),
            ("an empty host", $"GET {page} HTTP/1.1\r\nHost:\r\n\r\n"),
            ("a host with a way out", $"GET {page} HTTP/1.1\r\nHost: {host}/../evil\r\n\r\n"),
            ("another host in the address", $"GET http://evil.example{page} HTTP/1.1\r\n{own}\r\n"),
            ("an address of two hosts", $"GET http://{host}@evil.example/ HTTP/1.1\r\n{own}\r\n"),
            ("a tunnel", $"CONNECT evil.example:443 HTTP/1.1\r\n{own}\r\n"),
            ("a star", $"OPTIONS * HTTP/1.1\r\n{own}\r\n"),
            ("a star that is none", $"GET * HTTP/1.1\r\n{own}\r\n"),
            ("no address", $"GET  HTTP/1.1\r\n{own}\r\n"),
            ("an address without a slash", $"GET admin HTTP/1.1\r\n{own}\r\n"),
            ("a way out", $"GET /../../etc/passwd HTTP/1.1\r\n{own}\r\n"),
            ("a way out, escaped", $"GET /assets/..%2f..%2f..%2fetc%2fpasswd HTTP/1.1\r\n{own}\r\n"),
            ("a way out, escaped twice", $"GET /assets/%252e%252e/%252e%252e/etc/passwd HTTP/1.1\r\n{own}\r\n"),
            ("an escape that is none", $"GET /%zz%u0041%?%=% HTTP/1.1\r\n{own}\r\n"),
            ("a method of no letters", $"\xff\x01 {page} HTTP/1.1\r\n{own}\r\n"),
            ("a method of 5,000 letters", $"{new string('M', 5_000)} {page} HTTP/1.1\r\n{own}\r\n"),
            ("another version", $"GET {page} HTTP/9.9\r\n{own}\r\n"),
            ("no version", $"GET {page}\r\n\r\n"),
            ("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
            ("TLS", "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\r\n\r\n"),
            ("an address of 20,000 letters", $"GET /{new string('a', 20_000)} HTTP/1.1\r\n{own}\r\n"),
            ("a header of 100,000 letters", $"GET {page} HTTP/1.1\r\n{own}X-A: {new string('a', 100_000)}\r\n\r\n"),
            ("2,000 headers", $"GET {page} HTTP/1.1\r\n{own}{string.Concat(Enumerable.Range(0, 2_000).Select(static i => $"X-{i}: a\r\n"))}\r\n"),
            ("a header without a colon", $"GET {page} HTTP/1.1\r\n{own}Nonsense\r\n\r\n"),
            ("a header without a name", $"GET {page} HTTP/1.1\r\n{own}: a\r\n\r\n"),
            ("a space before the colon", $"GET {page} HTTP/1.1\r\n{own}Cookie : a=b\r\n\r\n"),
            ("a header on two lines", $"GET {page} HTTP/1.1\r\n{own}X-A: a\r\n b\r\n\r\n"),
            ("lines that end in LF", $"GET {page} HTTP/1.1\nHost: {host}\n\n"),
            ("a lone CR in a header", $"GET {page} HTTP/1.1\r\n{own}X-A: a\rSet-Cookie: b\r\n\r\n"),
            ("two lengths", $"POST {page} HTTP/1.1\r\n{own}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
            ("a length and chunks", $"POST {page} HTTP/1.1\r\n{own}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"),
            ("chunks under another coding", $"POST {page} HTTP/1.1\r\n{own}Transfer-Encoding: chunked, gzip\r\n\r\n1\r\na\r\n0\r\n\r\n"),
            ("a chunk whose size is a word", Chunked(page, own, "five\r\nhello\r\n0\r\n\r\n")),
            ("a chunk whose size is below nought", Chunked(page, own, "-1\r\nhello\r\n0\r\n\r\n")),
            ("a chunk whose size is beyond all numbers", Chunked(page, own, "ffffffffffffffffffff\r\nhello\r\n0\r\n\r\n")),
            ("a chunk of another size than it says", Chunked(page, own, "2\r\nhello\r\n0\r\n\r\n")),
            ("a chunk with a long word beside its size", Chunked(page, own, $"1;{new string('x', 20_000)}\r\na\r\n0\r\n\r\n")),
            ("chunks with a trailer that is none", Chunked(page, own, "1\r\na\r\n0\r\nnonsense\r\n\r\n")),
            ("a length below nought", $"POST {page} HTTP/1.1\r\n{own}Content-Length: -5\r\n\r\nhello"),
            ("a length beyond all numbers", $"POST {page} HTTP/1.1\r\n{own}Content-Length: 99999999999999999999\r\n\r\nhello"),
            ("a length of 20 GB", $"POST {page} HTTP/1.1\r\n{own}Content-Type: application/json\r\nContent-Length: 20000000000\r\n\r\n"),
            ("a form that breaks off", $"POST {page} HTTP/1.1\r\n{own}Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 60\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"Email\"\r\n\r\nabcdef"),
            ("an upgrade to nothing", $"GET {page} HTTP/1.1\r\n{own}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n"),
        ];
        return requests.Select(static request => (request.What, Encoding.Latin1.GetBytes(request.Text)));
    }

    private static string Chunked(string page, string own, string chunks) => $"POST {page} HTTP/1.1\r\n{own}Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}";

    /// <summary>Sends them all, to this page.</summary>
    /// <returns>what was answered as it must not be; empty if all is well</returns>
    public static async Task<List<string>> Send(Uri server, string host, string page, LoudLog log)
    {
        var wrong = new List<string>();
        foreach (var (what, bytes) in Requests(host, page))
        {
            using var client = new RawClient(server);
            var answer = await client.Send(bytes, keep: false);
            var loud = log.Take();

            // Two names of a host: whoever reads the other one is led astray. 505 says that this version of HTTP is not spoken.
            var ambiguous = what.Contains("host", StringComparison.Ordinal) && !what.StartsWith("another host", StringComparison.Ordinal);
            if (answer.Status is >= 500 and not 505 || loud.Count > 0 || (ambiguous && answer.Status is > 0 and < 400) || answer.Text.Contains("root:", StringComparison.Ordinal) || answer.Headers.GetValueOrDefault("location")?.Contains("evil.example", StringComparison.Ordinal) == true)
            {
                wrong.Add($"{what}, {page}: {answer.Status} {string.Join("\n", loud)} {answer.Text}");
            }

            if ((await client.Send(Encoding.ASCII.GetBytes($"GET /health/live HTTP/1.1\r\nHost: {host}\r\n\r\n"), keep: false)).Status != 200)
            {
                wrong.Add($"{what}, {page}: nothing answers any more");
            }
        }

        return wrong;
    }
}
