namespace SiteHub.Delivery.Scripts;

/// <summary><c>sort</c>: stable, by text or by an arrow, into a new list. What is undefined comes last.</summary>
internal static class Sorting
{
    public static Value Of(Call call)
    {
        var run = call.Run;
        var items = call.On.List.Items(run);
        var sorted = run.NewList(items.Length);
        var spare = run.NewList(items.Length);
        var count = 0;
        foreach (var item in items)
        {
            if (item.Kind is not ValueKind.Undefined)
            {
                sorted[count++] = item;
            }
        }

        if (call.Callback is { } callback)
        {
            Merge(sorted, spare, count, (a, b) => Conversion.ToNumber(callback.Call(run, a, b), run) > 0);
        }
        else
        {
            ByText(sorted, count, run);
        }

        return Value.Of(new ScriptList(sorted));
    }

    private static void ByText(Value[] items, int count, Run run)
    {
        run.Pay((long)count * 4 * ScriptBounds.Element);
        var keys = new (string Text, Value Item)[count];
        for (var i = 0; i < count; i++)
        {
            keys[i] = (Conversion.ToText(items[i], run), items[i]);
        }

        Merge(keys, new (string Text, Value Item)[count], count, (a, b) =>
        {
            run.Step();
            return Comparison.OrderTexts(a.Text, b.Text, run) > 0;
        });
        for (var i = 0; i < count; i++)
        {
            items[i] = keys[i].Item;
        }
    }

    /// <summary>From the bottom up, so that nothing calls itself.</summary>
    private static void Merge<T>(T[] items, T[] spare, int count, Func<T, T, bool> after)
    {
        var (from, to) = (items, spare);
        for (var width = 1L; width < count; width *= 2)
        {
            for (var start = 0L; start < count; start += 2 * width)
            {
                var (left, middle) = (start, Math.Min(start + width, count));
                var (right, end) = (middle, Math.Min(start + (2 * width), count));
                for (var at = start; at < end; at++)
                {
                    to[at] = left < middle && (right >= end || !after(from[left], from[right])) ? from[left++] : from[right++];
                }
            }

            (from, to) = (to, from);
        }

        if (from != items)
        {
            Array.Copy(from, items, count);
        }
    }
}
