namespace SiteHub.Delivery.Scripts;

internal static class TextMethods
{
    public static Dictionary<string, Method> All { get; } = new(StringComparer.Ordinal)
    {
        ["at"] = new("text.at(place)", 1, 1, static c => At(c, fromEnd: true)),
        ["charAt"] = new("text.charAt(place)", 1, 1, static c => At(c, fromEnd: false)),
        ["concat"] = new("text.concat(text, …)", 1, int.MaxValue, Concat),
        ["endsWith"] = new("text.endsWith(text)", 1, 1, static c => Value.Of(Paid(c).EndsWith(c.Text(0), StringComparison.Ordinal))),
        ["includes"] = new("text.includes(text)", 1, 2, static c => Value.Of(Find(c) >= 0)),
        ["indexOf"] = new("text.indexOf(text)", 1, 2, static c => Value.Of(Find(c))),
        ["lastIndexOf"] = new("text.lastIndexOf(text)", 1, 1, LastIndexOf),
        ["padEnd"] = new("text.padEnd(length, fill)", 1, 2, static c => Pad(c, atEnd: true)),
        ["padStart"] = new("text.padStart(length, fill)", 1, 2, static c => Pad(c, atEnd: false)),
        ["repeat"] = new("text.repeat(times)", 1, 1, Repeat),
        ["replace"] = new("text.replace(text, by)", 2, 2, static c => Replacing.In(c, all: false)),
        ["replaceAll"] = new("text.replaceAll(text, by)", 2, 2, static c => Replacing.In(c, all: true)),
        ["slice"] = new("text.slice(from, to)", 0, 2, Slice),
        ["split"] = new("text.split(separator)", 1, 2, Split),
        ["startsWith"] = new("text.startsWith(text)", 1, 1, static c => Value.Of(Paid(c).StartsWith(c.Text(0), StringComparison.Ordinal))),
        ["substring"] = new("text.substring(from, to)", 1, 2, Substring),
        ["toLowerCase"] = new("text.toLowerCase()", 0, 0, static c => Made(c, Paid(c).ToLowerInvariant())),
        ["toUpperCase"] = new("text.toUpperCase()", 0, 0, static c => Made(c, Paid(c, 2).ToUpperInvariant().Replace("ß", "SS", StringComparison.Ordinal))),
        ["trim"] = new("text.trim()", 0, 0, static c => Value.Of(Spaces.Trim(Paid(c, 2)).ToString())),
        ["trimEnd"] = new("text.trimEnd()", 0, 0, static c => Value.Of(Spaces.TrimEnd(Paid(c, 2)).ToString())),
        ["trimStart"] = new("text.trimStart()", 0, 0, static c => Value.Of(Spaces.TrimStart(Paid(c, 2)).ToString())),
    };

    /// <summary>The text, once it is paid to be looked through, or to be made anew from, so many times.</summary>
    private static string Paid(Call call, int times = 1)
    {
        call.Run.PayText((long)times * call.On.Text.Length);
        return call.On.Text;
    }

    private static Value Made(Call call, string text)
    {
        call.Run.PayText(text.Length);
        return Value.Of(text);
    }

    private static Value At(Call call, bool fromEnd)
    {
        var text = call.On.Text;
        var place = call.Whole(0);
        place = fromEnd && place < 0 ? text.Length + place : place;
        call.Run.PayText(1);
        return place >= 0 && place < text.Length ? Value.Of(text[(int)place].ToString()) : fromEnd ? Value.Undefined : Value.Of("");
    }

    private static Value Concat(Call call)
    {
        var parts = new string[call.Arguments.Length + 1];
        parts[0] = call.On.Text;
        var length = (long)parts[0].Length;
        for (var i = 1; i < parts.Length; i++)
        {
            length += (parts[i] = call.Text(i - 1)).Length;
        }

        call.Run.PayText(length);
        return Value.Of(string.Concat(parts));
    }

    private static int Find(Call call)
    {
        var sought = call.Text(0);
        var start = call.Place(1, call.On.Text.Length, 0);
        start = call[1].Kind is not ValueKind.Undefined && call.Whole(1) < 0 ? 0 : start;
        return new TextSearch(sought, call.Run).Next(call.On.Text, start, call.Run);
    }

    private static Value LastIndexOf(Call call)
    {
        var sought = call.Text(0);
        if (sought.Length == 0)
        {
            return Value.Of(call.On.Text.Length);
        }

        var search = new TextSearch(sought, call.Run);
        var last = -1;
        // Overlapping ones count, so the search begins anew a place further; it looks at what it matched again, and pays for it.
        for (var at = search.Next(call.On.Text, 0, call.Run); at >= 0; at = search.Next(call.On.Text, at + 1, call.Run))
        {
            last = at;
        }

        return Value.Of(last);
    }

    private static Value Pad(Call call, bool atEnd)
    {
        var text = call.On.Text;
        var length = call.Whole(0);
        var fill = call[1].Kind is ValueKind.Undefined ? " " : call.Text(1);
        if (length <= text.Length || fill.Length == 0)
        {
            return call.On;
        }

        call.Run.PayText(2 * length);
        var missing = (int)length - text.Length;
        var padding = string.Create(missing, fill, static (span, fill) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = fill[i % fill.Length];
            }
        });
        return Value.Of(atEnd ? text + padding : padding + text);
    }

    private static Value Repeat(Call call)
    {
        var text = call.On.Text;
        var times = call.Whole(0);
        if (times < 0 || double.IsInfinity(times))
        {
            throw call.Run.Fault("repeat takes 0 or more times, and an end");
        }

        call.Run.PayText(text.Length * times);
        return Value.Of(text.Length == 0 ? "" : string.Create(text.Length * (int)times, text, static (span, text) =>
        {
            for (var at = 0; at < span.Length; at += text.Length)
            {
                text.CopyTo(span[at..]);
            }
        }));
    }

    private static Value Slice(Call call)
    {
        var length = call.On.Text.Length;
        var from = call.Place(0, length, 0);
        return Part(call, from, Math.Max(from, call.Place(1, length, length)));
    }

    private static Value Substring(Call call)
    {
        var length = call.On.Text.Length;
        int Within(int index, int otherwise) => call[index].Kind is ValueKind.Undefined ? otherwise : (int)Math.Clamp(call.Whole(index), 0, length);
        var (from, to) = (Within(0, 0), Within(1, length));
        return Part(call, Math.Min(from, to), Math.Max(from, to));
    }

    private static Value Part(Call call, int from, int to)
    {
        call.Run.PayText(to - from);
        return Value.Of(call.On.Text[from..to]);
    }

    private static Value Split(Call call)
    {
        var text = call.On.Text;
        var most = call[1].Kind is ValueKind.Undefined ? int.MaxValue : (int)Math.Clamp(call.Whole(1), 0, int.MaxValue);
        var places = call[0].Kind is ValueKind.Undefined ? [] : Replacing.Places(text, call.Text(0), all: true, call.Run);
        var cut = call[0].Kind is ValueKind.Undefined ? 0 : call.Text(0).Length;
        if (cut == 0 && call[0].Kind is not ValueKind.Undefined)
        {
            var letters = call.Run.NewList(Math.Min(text.Length, most));
            for (var i = 0; i < letters.Length; i++)
            {
                call.Run.PayText(1);
                letters[i] = Value.Of(text[i].ToString());
            }

            return Value.Of(new ScriptList(letters));
        }

        var items = call.Run.NewList(Math.Min(places.Count + 1, most));
        call.Run.Pay(((long)items.Length * ScriptBounds.Text) + text.Length);
        var from = 0;
        for (var i = 0; i < items.Length; i++)
        {
            var to = i < places.Count ? places[i] : text.Length;
            items[i] = Value.Of(text[from..to]);
            from = to + cut;
        }

        return Value.Of(new ScriptList(items));
    }
}
