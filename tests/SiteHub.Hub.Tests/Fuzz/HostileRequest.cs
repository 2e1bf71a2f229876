using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing.Patterns;

namespace SiteHub.Fuzzing;

/// <summary>The bytes of one request.</summary>
/// <param name="Bytes">line, headers and body</param>
/// <param name="Keep">whether it leaves nothing behind on the connection</param>
internal sealed record HostileRequest(byte[] Bytes, bool Keep)
{
    /// <summary>For the message of a test: enough to send it again.</summary>
    public string Shown => Encoding.Latin1.GetString(Bytes.AsSpan(0, Math.Min(Bytes.Length, 1_500))).Replace("\r\n", "⏎", StringComparison.Ordinal).Replace("\0", "␀", StringComparison.Ordinal);
}

/// <summary>Composes requests to a target: most of each is as an honest client would write it, one place or several are not.</summary>
internal sealed class HostileComposer(Honest honest, string host, Dice dice)
{
    private bool _address;
    private bool _body;

    public HostileRequest Compose(Target target, Caller caller, IReadOnlyCollection<string> query, IReadOnlyCollection<string> form)
    {
        (_address, _body) = dice.Below(5) switch { 0 => (true, true), 1 or 2 => (false, true), _ => (true, false) };
        if (target.Method is "GET" or "DELETE" && target.Body is null && form.Count == 0)
        {
            _address = true;
        }

        using var bytes = new MemoryStream();
        bytes.Write(Ascii($"{(dice.OneIn(60) ? dice.Of(["HEAD", "OPTIONS", "TRACE", "PATCH", "get", "X"]) : target.Method)} "));
        Address(bytes, target, query);
        bytes.Write(Ascii($" HTTP/1.1\r\nHost: {host}\r\n"));
        var hasBody = target.Method is "POST" or "PUT" || form.Count > 0 || target.Body is not null || dice.OneIn(30);
        var (body, type) = hasBody ? Body(target, caller, form) : ([], null);
        foreach (var (name, value) in caller.Headers(target))
        {
            bytes.Write(Ascii($"{name}: {value}\r\n"));
        }

        for (var more = dice.OneIn(3) ? 1 + dice.Below(3) : 0; more > 0; more--)
        {
            Header(bytes, caller, target);
        }

        if (type is not null)
        {
            bytes.Write(Encoding.Latin1.GetBytes($"Content-Type: {(dice.OneIn(12) ? dice.Of(Hostile.ContentTypes) : type)}\r\n"));
        }

        if (hasBody && dice.OneIn(25))
        {
            bytes.Write(Ascii($"Content-Encoding: {dice.Of(Hostile.Encodings)}\r\n"));
        }

        return new HostileRequest(bytes.ToArray(), true) is var head && hasBody ? Framed(head.Bytes, body) : Ended(head.Bytes);
    }

    private static HostileRequest Ended(byte[] head) => new([.. head, .. "\r\n"u8], true);

    private HostileRequest Framed(byte[] head, byte[] body) => dice.Below(20) switch
    {
        0 => new([.. head, .. Ascii("Transfer-Encoding: chunked\r\n\r\n"), .. body.Chunk(Math.Max(1, body.Length / 3)).SelectMany(static part => (byte[])[.. Ascii($"{part.Length:x}\r\n"), .. part, .. "\r\n"u8]), .. "0\r\n\r\n"u8], true),

        // A length that is no length, one that contradicts itself, and chunks that are none.
        1 => new([.. head, .. Ascii($"Content-Length: {dice.Of(["-1", "9e9", "0x10", "99999999999999999999", "1, 2", ""])}\r\n\r\n"), .. body], false),
        2 => new([.. head, .. Ascii($"Content-Length: {body.Length}\r\nTransfer-Encoding: chunked\r\n\r\n"), .. body], false),
        3 => new([.. head, .. Ascii($"Transfer-Encoding: chunked\r\n\r\n{dice.Of(["zz", "-1", "ffffffffffffffff", "5;x=\"", "3\r\nab"])}\r\n"), .. body, .. "\r\n0\r\n\r\n"u8], false),
        _ => new([.. head, .. Ascii($"Content-Length: {body.Length}\r\n\r\n"), .. body], true),
    };

    private void Address(MemoryStream bytes, Target target, IReadOnlyCollection<string> query)
    {
        foreach (var segment in target.Pattern.PathSegments)
        {
            bytes.WriteByte((byte)'/');
            foreach (var part in segment.Parts)
            {
                if (part is RoutePatternParameterPart parameter)
                {
                    bytes.Write(_address && dice.OneIn(2) ? Escaped(dice.Of(Hostile.Texts), raw: dice.OneIn(6)) : Ascii(Uri.EscapeDataString(honest.Value(parameter.ParameterPolicies.Any(static p => p.Content == "long") ? "long" : parameter.Name, dice))));
                }
                else if (part is RoutePatternLiteralPart literal)
                {
                    bytes.Write(Ascii(literal.Content));
                }
            }
        }

        if (target.Pattern.PathSegments.Count == 0 || (_address && dice.OneIn(25)))
        {
            bytes.WriteByte((byte)'/');
        }

        var separator = '?';
        foreach (var (name, value) in Parameters(target, query))
        {
            bytes.Write(Ascii($"{separator}{Uri.EscapeDataString(name)}="));
            bytes.Write(Escaped(value, raw: dice.OneIn(8)));
            separator = '&';
        }

        if (_address && dice.OneIn(20))
        {
            bytes.Write(Ascii(separator + dice.Of(["", "=", "&&&", "=x", "%", "%00=%00", "a[0]=1&a[9999999]=2&a[-1]=3", "[]=1", "handler=x&handler=y", "%ff=%ff", "a=b;c=d", "customer=%00", "culture=\u0001", string.Concat(Enumerable.Range(0, 1_100).Select(static i => $"a{i}&"))])));
        }
    }

    private IEnumerable<(string Name, byte[] Value)> Parameters(Target target, IReadOnlyCollection<string> names)
    {
        if (target.Handler is { } handler)
        {
            yield return ("handler", Ascii(handler));
        }

        foreach (var name in names)
        {
            if (dice.OneIn(3))
            {
                continue;
            }

            var isHostile = _address && dice.OneIn(2);
            yield return (name, isHostile ? dice.Of(Hostile.Texts) : Encoding.UTF8.GetBytes(honest.Value(name, dice)));
            if (isHostile && dice.OneIn(5))
            {
                yield return (dice.OneIn(2) ? name : name.ToUpperInvariant(), dice.Of(Hostile.Texts));
            }
        }
    }

    private void Header(MemoryStream bytes, Caller caller, Target target)
    {
        var (name, values) = dice.Of(Hostile.Headers);

        // Whoever is signed in is to stay so, or nothing behind that is reached.
        if (name is "Cookie" or "Authorization" && caller.Headers(target).Any(h => h.Name == name) && !dice.OneIn(4))
        {
            return;
        }

        var value = dice.OneIn(3) ? dice.Of(Hostile.Texts).Where(static b => b is not ((byte)'\r' or (byte)'\n')).ToArray() : Encoding.Latin1.GetBytes(dice.Of(values));
        bytes.Write([.. Ascii($"{name}: "), .. value, .. "\r\n"u8]);
        if (dice.OneIn(8))
        {
            bytes.Write([.. Ascii($"{name}: "), .. Encoding.Latin1.GetBytes(dice.Of(values)), .. "\r\n"u8]);
        }
    }

    private (byte[] Body, string Type) Body(Target target, Caller caller, IReadOnlyCollection<string> form)
    {
        var isHostile = _body || dice.OneIn(4);
        if (honest.Bodies.TryGetValue(target.Route, out var samples) && (form.Count == 0 || dice.OneIn(2)))
        {
            var sample = dice.Of(samples);
            return sample.StartsWith('{') || sample.StartsWith('[') ? (Json(JsonNode.Parse(sample)!, isHostile), "application/json") : (isHostile ? Broken(Encoding.UTF8.GetBytes(sample)) : Encoding.UTF8.GetBytes(sample), "text/csv");
        }

        if (target.Body is { } type)
        {
            return (Json(honest.Body(type, "body", dice), isHostile), "application/json");
        }

        var fields = form.Where(_ => !dice.OneIn(4)).Select(name => (Name: name, Value: isHostile && dice.OneIn(2) ? dice.OneIn(12) ? dice.Of(Hostile.LongTexts) : dice.Of(Hostile.Texts) : Encoding.UTF8.GetBytes(honest.Value(name, dice)))).ToList();
        if (isHostile && fields.Count > 0 && dice.OneIn(5))
        {
            fields.Add((fields[0].Name, dice.Of(Hostile.Texts)));
        }

        if (caller.Antiforgery is { } token && !dice.OneIn(8))
        {
            fields.Add(("__RequestVerificationToken", Ascii(token)));
        }

        return dice.OneIn(5) ? (Multipart(fields, isHostile), "multipart/form-data; boundary=limit") : ([.. Joined(fields)], "application/x-www-form-urlencoded");
    }

    private IEnumerable<byte> Joined(List<(string Name, byte[] Value)> fields) => fields.SelectMany(field => (byte[])[.. Ascii(Uri.EscapeDataString(field.Name)), (byte)'=', .. Escaped(field.Value, raw: dice.OneIn(8)), (byte)'&']);

    private byte[] Multipart(List<(string Name, byte[] Value)> fields, bool isHostile)
    {
        using var body = new MemoryStream();
        foreach (var (name, value) in fields)
        {
            var more = isHostile && dice.OneIn(4) ? dice.Of(["; filename=\"..\\..\\x\"", "; filename*=utf-8''%ff", "; filename=\"\0\"", "\r\nContent-Type: text/plain; charset=klingon", "\r\nContent-Transfer-Encoding: base64", "; name=twice"]) : "";
            body.Write([.. Encoding.Latin1.GetBytes($"--limit\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n"), .. value, .. "\r\n"u8]);
        }

        if (!isHostile || !dice.OneIn(3))
        {
            body.Write("--limit--\r\n"u8);
        }

        return body.ToArray();
    }

    /// <summary>One or several values of it exchanged, or the whole.</summary>
    private byte[] Json(JsonNode? body, bool isHostile)
    {
        if (!isHostile)
        {
            return Encoding.UTF8.GetBytes(body?.ToJsonString() ?? "null");
        }

        if (body is null || dice.OneIn(10))
        {
            return dice.Of(Hostile.JsonValues);
        }

        if (dice.OneIn(10))
        {
            return Broken(Encoding.UTF8.GetBytes(body.ToJsonString()));
        }

        var places = Places(body).ToList();
        var holes = new List<byte[]>();
        for (var more = 1 + dice.Below(2); more > 0 && places.Count > 0; more--)
        {
            var (parent, key, index) = dice.Of(places);
            var hole = JsonValue.Create($"@hole{holes.Count}@");
            holes.Add(dice.Of(Hostile.JsonValues));
            if (parent is JsonObject o)
            {
                o[key!] = hole;
            }
            else
            {
                ((JsonArray)parent)[index] = hole;
            }
        }

        var text = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(body.ToJsonString()));
        for (var i = 0; i < holes.Count; i++)
        {
            text = text.Replace($"\"@hole{i}@\"", Encoding.Latin1.GetString(holes[i]), StringComparison.Ordinal);
        }

        // A member twice, and one that nobody asked for.
        if (text.StartsWith('{') && dice.OneIn(8))
        {
            var again = text.IndexOf(',', StringComparison.Ordinal) is var comma and > 0 ? text[1..comma] : "\"a\":1";
            text = $"{{{again},{(dice.OneIn(2) ? "\"\\ud800\":1," : "\"unknown\":{\"a\":[1]},")}{text[1..]}";
        }

        return Encoding.Latin1.GetBytes(text);
    }

    private static IEnumerable<(JsonNode Parent, string? Key, int Index)> Places(JsonNode node) => node switch
    {
        JsonObject o => o.ToList().SelectMany(member => Places(member.Value ?? JsonValue.Create(1)).Prepend((o, member.Key, 0))),
        JsonArray a => a.ToList().SelectMany((item, i) => Places(item ?? JsonValue.Create(1)).Prepend((a, null, i))),
        _ => [],
    };

    private byte[] Broken(byte[] bytes)
    {
        switch (dice.Below(4))
        {
            case 0 when bytes.Length > 0:
                bytes[dice.Below(bytes.Length)] = (byte)dice.Below(256);
                return bytes;
            case 1:
                return bytes[..dice.Below(bytes.Length + 1)];
            case 2:
                return [.. bytes, .. dice.Of(Hostile.Texts)];
            default:
                return dice.OneIn(2) ? dice.Of(Hostile.LongTexts) : [0xEF, 0xBB, 0xBF, .. bytes, 0];
        }
    }

    private static byte[] Escaped(byte[] text, bool raw)
    {
        using var escaped = new MemoryStream();
        foreach (var one in text)
        {
            if (char.IsAsciiLetterOrDigit((char)one) || one is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~' || (raw && one is not ((byte)' ' or (byte)'\r' or (byte)'\n' or (byte)'\t')))
            {
                escaped.WriteByte(one);
            }
            else
            {
                escaped.Write(Ascii($"%{one:X2}"));
            }
        }

        return escaped.ToArray();
    }

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
}
