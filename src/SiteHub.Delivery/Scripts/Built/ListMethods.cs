namespace SiteHub.Delivery.Scripts;

internal static class ListMethods
{
    public static Dictionary<string, Method> All { get; } = new(StringComparer.Ordinal)
    {
        ["at"] = new("list.at(place)", 1, 1, At),
        ["concat"] = new("list.concat(list, …)", 1, int.MaxValue, Concat),
        ["every"] = Asks("list.every(x => …)", static c => Value.Of(Seek(c, wanted: false) < 0)),
        ["filter"] = Asks("list.filter(x => …)", Filter),
        ["find"] = Asks("list.find(x => …)", static c => ItemOf(c, Seek(c, wanted: true))),
        ["findIndex"] = Asks("list.findIndex(x => …)", static c => Value.Of(Seek(c, wanted: true))),
        ["findLast"] = Asks("list.findLast(x => …)", static c => ItemOf(c, SeekLast(c))),
        ["findLastIndex"] = Asks("list.findLastIndex(x => …)", static c => Value.Of(SeekLast(c))),
        ["flat"] = new("list.flat()", 0, 0, static c => Value.Of(Flattened(c.On.List.Items(c.Run), c.Run))),
        ["flatMap"] = Asks("list.flatMap(x => …)", static c => Value.Of(Flattened(Mapped(c), c.Run))),
        ["includes"] = new("list.includes(value)", 1, 2, Includes),
        ["indexOf"] = new("list.indexOf(value)", 1, 2, IndexOf),
        ["join"] = new("list.join(separator)", 0, 1, Join),
        ["lastIndexOf"] = new("list.lastIndexOf(value)", 1, 1, LastIndexOf),
        ["map"] = Asks("list.map(x => …)", static c => Value.Of(new ScriptList(Mapped(c)))),
        ["reduce"] = new("list.reduce((sum, x) => …, 0)", 1, 2, static c => Reduce(c, backwards: false)) { TakesCallback = true, CallbackRequired = true },
        ["reduceRight"] = new("list.reduceRight((sum, x) => …, 0)", 1, 2, static c => Reduce(c, backwards: true)) { TakesCallback = true, CallbackRequired = true },
        ["reverse"] = new("list.reverse()", 0, 0, Reverse),
        ["slice"] = new("list.slice(from, to)", 0, 2, Slice),
        ["some"] = Asks("list.some(x => …)", static c => Value.Of(Seek(c, wanted: true) >= 0)),
        ["sort"] = new("list.sort((a, b) => …)", 0, 1, Sorting.Of) { TakesCallback = true },
        ["toReversed"] = new("list.toReversed()", 0, 0, Reverse),
        ["toSorted"] = new("list.toSorted((a, b) => …)", 0, 1, Sorting.Of) { TakesCallback = true },
    };

    private static Method Asks(string form, BuiltIn body) => new(form, 1, 1, body) { TakesCallback = true, CallbackRequired = true };

    private static Value At(Call call)
    {
        var place = call.Whole(0);
        place = place < 0 ? call.On.List.Length + place : place;
        return place >= 0 && place < call.On.List.Length ? call.On.List.Items(call.Run)[(int)place] : Value.Undefined;
    }

    private static Value Concat(Call call)
    {
        var length = (long)call.On.List.Length;
        foreach (var argument in call.Arguments)
        {
            length += argument.Kind is ValueKind.List ? argument.List.Length : 1;
        }

        var all = call.Run.NewList(length);
        call.On.List.Items(call.Run).CopyTo(all, 0);
        var at = call.On.List.Length;
        foreach (var argument in call.Arguments)
        {
            if (argument.Kind is ValueKind.List)
            {
                argument.List.Items(call.Run).CopyTo(all, at);
                at += argument.List.Length;
            }
            else
            {
                all[at++] = argument;
            }
        }

        return Value.Of(new ScriptList(all));
    }

    private static int Seek(Call call, bool wanted)
    {
        var items = call.On.List.Items(call.Run);
        for (var i = 0; i < items.Length; i++)
        {
            if (call.Callback!.Call(call.Run, items[i], Value.Of(i), call.On).IsTrue == wanted)
            {
                return i;
            }
        }

        return -1;
    }

    private static int SeekLast(Call call)
    {
        var items = call.On.List.Items(call.Run);
        for (var i = items.Length - 1; i >= 0; i--)
        {
            if (call.Callback!.Call(call.Run, items[i], Value.Of(i), call.On).IsTrue)
            {
                return i;
            }
        }

        return -1;
    }

    private static Value ItemOf(Call call, int place) => place < 0 ? Value.Undefined : call.On.List.Items(call.Run)[place];

    private static Value Filter(Call call)
    {
        var kept = new List<Value>();
        foreach (var (i, item) in call.On.List.Items(call.Run).Index())
        {
            if (call.Callback!.Call(call.Run, item, Value.Of(i), call.On).IsTrue)
            {
                call.Run.Pay(2 * ScriptBounds.Element);
                kept.Add(item);
            }
        }

        call.Run.Pay(ScriptBounds.Container + ((long)kept.Count * ScriptBounds.Element));
        return Value.Of(new ScriptList([.. kept]));
    }

    private static Value[] Mapped(Call call)
    {
        var items = call.On.List.Items(call.Run);
        var made = call.Run.NewList(items.Length);
        for (var i = 0; i < items.Length; i++)
        {
            made[i] = call.Callback!.Call(call.Run, items[i], Value.Of(i), call.On);
        }

        return made;
    }

    /// <summary>By one level.</summary>
    private static ScriptList Flattened(Value[] items, Run run)
    {
        var length = 0L;
        foreach (var item in items)
        {
            run.Pay(1);
            length += item.Kind is ValueKind.List ? item.List.Length : 1;
        }

        var all = run.NewList(length);
        var at = 0;
        foreach (var item in items)
        {
            if (item.Kind is ValueKind.List)
            {
                item.List.Items(run).CopyTo(all, at);
                at += item.List.Length;
            }
            else
            {
                all[at++] = item;
            }
        }

        return new ScriptList(all);
    }

    private static Value Includes(Call call)
    {
        var items = call.On.List.Items(call.Run);
        for (var i = call.Place(1, items.Length, 0); i < items.Length; i++)
        {
            call.Run.Pay(1);
            if (Comparison.SameOrNaN(items[i], call[0], call.Run))
            {
                return Value.True;
            }
        }

        return Value.False;
    }

    private static Value IndexOf(Call call)
    {
        var items = call.On.List.Items(call.Run);
        for (var i = call.Place(1, items.Length, 0); i < items.Length; i++)
        {
            call.Run.Pay(1);
            if (Comparison.Strict(items[i], call[0], call.Run))
            {
                return Value.Of(i);
            }
        }

        return Value.Of(-1);
    }

    private static Value LastIndexOf(Call call)
    {
        var items = call.On.List.Items(call.Run);
        for (var i = items.Length - 1; i >= 0; i--)
        {
            call.Run.Pay(1);
            if (Comparison.Strict(items[i], call[0], call.Run))
            {
                return Value.Of(i);
            }
        }

        return Value.Of(-1);
    }

    private static Value Join(Call call)
    {
        var items = call.On.List.Items(call.Run);
        var separator = call[0].Kind is ValueKind.Undefined ? "," : call.Text(0);
        call.Run.Pay(ScriptBounds.Container + ((long)items.Length * ScriptBounds.Element));
        var texts = new string[items.Length];
        var length = (long)separator.Length * Math.Max(items.Length - 1, 0);
        for (var i = 0; i < items.Length; i++)
        {
            length += (texts[i] = items[i].IsNothing ? "" : Conversion.ToText(items[i], call.Run)).Length;
        }

        call.Run.PayText(length);
        return Value.Of(string.Join(separator, texts));
    }

    private static Value Reduce(Call call, bool backwards)
    {
        var items = call.On.List.Items(call.Run);
        var given = call.Arguments.Length > 0;
        if (items.Length == 0 && !given)
        {
            throw call.Run.Fault("reduce of an empty list takes a value to begin with, as in reduce((sum, x) => sum + x, 0)");
        }

        var first = given ? 0 : 1;
        var value = given ? call[0] : items[backwards ? ^1 : 0];
        for (var n = first; n < items.Length; n++)
        {
            var i = backwards ? items.Length - 1 - n : n;
            value = call.Callback!.Call(call.Run, value, items[i], Value.Of(i), call.On);
        }

        return value;
    }

    private static Value Reverse(Call call)
    {
        var items = call.On.List.Items(call.Run);
        var made = call.Run.NewList(items.Length);
        for (var i = 0; i < items.Length; i++)
        {
            made[i] = items[^(i + 1)];
        }

        return Value.Of(new ScriptList(made));
    }

    private static Value Slice(Call call)
    {
        var items = call.On.List.Items(call.Run);
        var from = call.Place(0, items.Length, 0);
        var to = Math.Max(from, call.Place(1, items.Length, items.Length));
        var made = call.Run.NewList(to - from);
        Array.Copy(items, from, made, 0, made.Length);
        return Value.Of(new ScriptList(made));
    }
}
