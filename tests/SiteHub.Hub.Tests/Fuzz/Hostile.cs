using System.Text;

namespace SiteHub.Fuzzing;

/// <summary>What no honest client sends, and others do.</summary>
internal static class Hostile
{
    /// <summary>For a place of text: a part of an address, a parameter, a field, a header.</summary>
    public static readonly IReadOnlyList<byte[]> Texts =
    [
        .. ((string[])
        [
            "", " ", "\0", "a\0b", "\t", "a\nb", "a\r\nSet-Cookie: a=b\r\n\r\nx", "\u202eoffice", "\u200f\u200b", "\ufeff", "\u2028", "\u0085", "\u001b[2J", "\u007f", "e\u0301\u0301\u0301", "\u212aelvin", "\u0130", "１２", "१२",
            "..", "../../../etc/passwd", "..%2f..%2f", "%2f", "%00", "%", "%zz", "%u0041", "//evil.example", "/\\evil.example", "\\\\evil\\x", "C:\\x", "/./", "a/b", "http://[::1", "javascript:alert(1)", "http://evil.example/?a=b", "data:,x", "http://a:99999/",
            "0", "-1", "-0", "1.5", "9e999", "1e-999", "NaN", "Infinity", "-Infinity", "0x10", "00", "+1", "1_000", "1,5", "2147483648", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551616", "99999999999999999999999999999999999999", "1d", "99999999d", "3000000d", "NaNd", "1e9d", "-1h", "P1Y",
            "0001-01-01", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31", "9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59-14:00", "10000-01-01", "2026-02-30", "2026-13-01T25:61:61Z", "1969-12-31T23:59:59Z", "now", "00:00",
            "true", "null", "undefined", "[]", "{}", "{\"a\":1}", "[[\"name\",\"=\",\"\\ud800\"]]", "\"\\ud800\"", "\"", "'", "' OR 1=1 --", "\\", "`", ";", "*", "%_", "<script>alert(1)</script>", "{{7*7}}", "${7*7}", "{0}", "{", "}", "$1", "~", "|", "#", "&", "=", "?", "a@b", "a b@c d", "a.@b.c", "\"x\"@y", "a@[127.0.0.1]", "a@b.c\nBcc: d@e.f", "x@xn--", "X@\u0130.com",
            "AAAA", "====", "_", "_0", "9223372036854775808_x", "0_", "eyJhbGciOiJub25lIn0.e30.", "eyJhbGciOiJIUzI1NiJ9..", "CfDJ8AAAA", "whsec_", "whsec_AAAA", "\U0001F600", "ab\U0001F600".PadRight(60, '\u0301'),
        ]).Select(Encoding.UTF8.GetBytes),

        // Not UTF-8: a byte of no meaning, an overlong slash and NUL, half a surrogate pair as CESU writes it, beyond Unicode, cut off; and UTF-16.
        [0xFF], [0xC0, 0xAF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xED, 0xB0, 0x80, 0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [(byte)'a', 0xE2, 0x82], [0xFE, 0xFF, 0, (byte)'a'],
        Repeated("x", 300), Repeated("x", 5_000), Repeated("é", 3_000), Repeated("9", 400), Repeated("../", 100), Repeated("a,", 600), Repeated("(", 2_000), Repeated("[", 2_000),
    ];

    /// <summary>Too long for a line of a request, and at home in a body.</summary>
    public static readonly IReadOnlyList<byte[]> LongTexts = [Repeated("x", 70_000), Repeated("\0", 10_000), Repeated("<", 300_000), Repeated("a\n", 40_000)];

    /// <summary>For a place of a value in JSON.</summary>
    public static readonly IReadOnlyList<byte[]> JsonValues =
    [
        .. ((string[])
        [
            "null", "true", "0", "-1", "-0", "1.5", "9e999", "-9e999", "1e-999", "2147483648", "9223372036854775808", "18446744073709551616", "123456789012345678901234567890.5", "01", "NaN", "Infinity", "+1", "1.", ".5", "'x'", "x", "",
            "\"\"", "\" \"", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"a\\udfff\"", "\"\\ud83d\\ude00\"", "\"\\u202e\\u200f\"", "\"\\n\\r\"", "\"\\x\"", "\"\\u12\"", "\"9e999\"", "\"-1\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"../..\"", "\"a b@c d\"", "\"a.@b.c\"", "\"javascript:alert(1)\"", "\"http://[::1\"", "\"{{\"", "\"{% include 'x' %}\"", "\"((((\"", "\"[]\"", "\"99999999d\"",
            "[]", "{}", "[null]", "[[]]", "[{}]", "[1,\"a\",null,{}]", "[\"\\ud800\"]", "{\"a\":1,\"a\":2}", "{\"\\ud800\":1}", "{\"\":null}", "{\"\\u0000\":1}", "{\"__proto__\":{}}", "{\"$type\":\"System.Object\"}", "{\"$ref\":\"1\"}", "{\"name\":\"\\ud800\"}", "{\"a\":\"\\u0000\"}", "[1,]", "{\"a\":1,}", "/* */1",
        ]).Select(Encoding.UTF8.GetBytes),
        Quoted([0xFF]), Quoted([0xC0, 0xAF]), Quoted([0xED, 0xA0, 0x80]), Quoted([(byte)'a', 0xE2]), Quoted([0]), Quoted([(byte)'\n']),
        Quoted(Repeated("x", 5_000)), Quoted(Repeated("x", 70_000)), Quoted(Repeated("(", 9_000)), Repeated("9", 500),
        [.. Repeated("[", 1_000), .. Repeated("]", 1_000)], [.. Repeated("{\"a\":", 1_000), (byte)'1', .. Repeated("}", 1_000)], [.. Repeated("[", 70), .. Repeated("]", 70)], Repeated("[", 1_000),
        [(byte)'[', .. Repeated("0,", 20_000), (byte)'0', (byte)']'],
    ];

    public static readonly IReadOnlyList<string> ContentTypes =
    [
        "application/json", "application/json; charset=utf-16", "application/json; charset=klingon", "application/json; charset=\"", "application/json; charset=utf-7", "application/problem+json", "text/plain", "text/html; charset=utf-32", "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=utf-16", "application/x-www-form-urlencoded; charset=klingon", "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x", "multipart/form-data; boundary=\"" + new string('b', 200) + "\"", "multipart/mixed; boundary=x",
        "application/x-ndjson", "text/csv", "application/octet-stream", "*/*", "/", ";", "application/json,application/json", "application/xml", "\xff\xfe", "application/jwt", "",
    ];

    public static readonly IReadOnlyList<string> Encodings = ["gzip", "br", "deflate", "zstd", "gzip, gzip", "identity", "x", ""];

    /// <summary>Headers that are read somewhere, each with what may be hoped to harm there besides <see cref="Texts"/>.</summary>
    public static readonly IReadOnlyList<(string Name, string[] Values)> Headers =
    [
        ("Cookie", ["a", "=", ";;;", "a=b; a=c; A=d", "sitehub=\"x", "x=\xff\xfe", ".AspNetCore.Cookies=AAAA", "__Host-sitehub.session=AAAA; __Host-sitehub.session=BBBB", string.Join("; ", Enumerable.Range(0, 400).Select(static i => $"c{i}=v"))]),
        ("Authorization", ["Bearer", "Bearer ", "Bearer a.b.c", "Bearer eyJhbGciOiJub25lIn0.e30.", "bearer \xff", "Basic", "Basic !!!!", "Basic Og==", "Basic /w==", "Basic YTpi", "token", "token :", "token a", "token a:b:c", "token \xff:\xff", "Digest x", "Negotiate AAAA", "Bearer " + new string('a', 6_000), "Bearer a, Bearer b"]),
        ("Accept-Language", ["de;q=9e999", "*", "xx-yy-zz", "de,en;q=NaN", "\xff", string.Join(",", Enumerable.Range(0, 500).Select(static i => $"a{i}")), "x-klingon", "en-US-POSIX-u-va-posix", "i-default", "de-DE@collation=phonebook"]),
        ("Accept", ["text/html", "text/html;q=9e999", "*/*;q=x", "application/json;v=\"", "application/problem+json", "text/event-stream", ";"]),
        ("Accept-Encoding", ["gzip;q=9e999", "*;q=0", "br,br,br"]),
        ("If-None-Match", ["*", "\"\"", "W/", "\"a", "W/\"a\",\"b\"", "\xff"]),
        ("If-Match", ["*", "x"]),
        ("If-Modified-Since", ["yesterday", "Thu, 01 Jan 0001 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"]),
        ("Range", ["bytes=0-0", "bytes=-1", "bytes=9-1", "bytes=0-99999999999999999999", "bytes=" + string.Join(",", Enumerable.Range(0, 500).Select(static i => $"{i}-{i}"))]),
        ("Last-Event-ID", ["-1", "9223372036854775808", "x", "\xff", "0"]),
        ("Idempotency-Key", ["", " ", "a", "\xff", "a,b", "\"a\"", new string('k', 201), new string('k', 5_000)]),
        ("X-Forwarded-For", ["unknown", "::1%lo", "10.0.0.1:99999", "a, b, c", "\xff", string.Join(",", Enumerable.Repeat("10.0.0.1", 500))]),
        ("X-Forwarded-Proto", ["ftp", "", "https,http", "\xff"]),
        ("X-Forwarded-Host", ["evil.example"]),
        ("X-HTTP-Method-Override", ["DELETE"]),
        ("traceparent", ["00-0-0-0", "00-" + new string('f', 32) + "-" + new string('f', 16) + "-ff", "\xff"]),
        ("baggage", ["=,;", "a=%00"]),
        ("Origin", ["null", "http://evil.example", "\xff"]),
        ("Referer", ["http://[", "\xff"]),
        ("User-Agent", ["", "\xff", "a\tb", new string('u', 5_000), "{0}{", "%s%n"]),
        ("webhook-id", ["", "\xff", "a.b", new string('i', 300)]),
        ("webhook-timestamp", ["-1", "9e999", "99999999999999999999", "\xff"]),
        ("webhook-signature", ["v1,", "v1,AAAA", "v1a,AAAA", "v1,\xff", ",", string.Join(" ", Enumerable.Repeat("v1,AAAA", 300))]),
        ("X-Hub-Signature-256", ["sha256=", "sha256=zz", "\xff"]),
        ("X-Frappe-Webhook-Signature", ["AAAA", "\xff"]),
        ("Expect", ["100-continue"]),
        ("Content-MD5", ["x"]),
        ("DPoP", ["x"]),
        ("Sec-Fetch-Site", ["\xff"]),
        ("sitehub-version", ["", "9e999", "1.0", "-1", "\xff"]),
    ];

    public static byte[] Repeated(string what, int times) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(what, times)));

    private static byte[] Quoted(byte[] text) => [(byte)'"', .. text, (byte)'"'];
}
