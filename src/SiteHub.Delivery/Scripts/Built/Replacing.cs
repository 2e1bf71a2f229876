namespace SiteHub.Delivery.Scripts;

/// <summary><c>replace</c> and <c>replaceAll</c>, with the <c>$</c> forms that ECMAScript (22.1.3.19.1) has for a text.</summary>
internal static class Replacing
{
    public static Value In(Call call, bool all)
    {
        var (run, text, sought, by) = (call.Run, call.On.Text, call.Text(0), call.Text(1));
        var places = Places(text, sought, all, run);
        if (places.Count == 0)
        {
            return call.On;
        }

        // Before the first character is made, all of them are paid for.
        var length = text.Length - ((long)places.Count * sought.Length);
        foreach (var place in places)
        {
            length += Each(by, text, place, sought.Length, run, default);
        }

        run.PayText(length);
        var made = new char[length];
        run.Pay(length);
        var (at, from) = (0, 0);
        foreach (var place in places)
        {
            text.CopyTo(from, made, at, place - from);
            at += place - from;
            at += (int)Each(by, text, place, sought.Length, run, made.AsSpan(at));
            from = place + sought.Length;
        }

        text.CopyTo(from, made, at, text.Length - from);
        return Value.Of(new string(made));
    }

    /// <summary>Where the sought text stands, one after the other.</summary>
    public static List<int> Places(string text, string sought, bool all, Run run)
    {
        var search = new TextSearch(sought, run);
        var places = new List<int>();
        for (var at = search.Next(text, 0, run); at >= 0; at = search.Next(text, at + Math.Max(sought.Length, 1), run))
        {
            run.Pay(ScriptBounds.Element);
            places.Add(at);
            if (!all)
            {
                break;
            }
        }

        return places;
    }

    /// <returns>how long the replacement is; written where there is room for it</returns>
    private static long Each(string by, string text, int place, int sought, Run run, Span<char> into)
    {
        run.Pay(by.Length + 1);
        var length = 0L;
        for (var i = 0; i < by.Length; i++)
        {
            var (from, count, skip) = by[i] == '$' && i + 1 < by.Length ? by[i + 1] switch
            {
                '$' => (-1, 1, 1),
                '&' => (place, sought, 1),
                '`' => (0, place, 1),
                '\'' => (place + sought, text.Length - place - sought, 1),
                _ => (-1, 1, 0),
            } : (-1, 1, 0);
            if (into.Length > 0)
            {
                (from < 0 ? by.AsSpan(i, 1) : text.AsSpan(from, count)).CopyTo(into[(int)length..]);
            }

            length += count;
            i += skip;
        }

        return length;
    }
}
