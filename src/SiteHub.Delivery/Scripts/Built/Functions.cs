namespace SiteHub.Delivery.Scripts;

/// <summary>What is called by a name of its own, or by one of <c>Object</c>, <c>Math</c>, <c>Number</c> and <c>Array</c>.</summary>
internal static class Functions
{
    public const string Matches = "matches";

    public static Dictionary<string, Method> All { get; } = new(Dates.All, StringComparer.Ordinal)
    {
        ["String"] = new("String(value)", 1, 1, static c => Value.Of(c.Text(0))),
        ["Number"] = new("Number(value)", 1, 1, static c => Value.Of(c.Number(0))),
        ["Boolean"] = new("Boolean(value)", 1, 1, static c => Value.Of(c[0].IsTrue)),
        ["Array.isArray"] = new("Array.isArray(value)", 1, 1, static c => Value.Of(c[0].Kind is ValueKind.List)),
        ["Number.isFinite"] = new("Number.isFinite(value)", 1, 1, static c => Value.Of(c[0].Kind is ValueKind.Number && double.IsFinite(c[0].Number))),
        ["Number.isInteger"] = new("Number.isInteger(value)", 1, 1, static c => Value.Of(c[0].Kind is ValueKind.Number && double.IsInteger(c[0].Number))),
        ["Number.isNaN"] = new("Number.isNaN(value)", 1, 1, static c => Value.Of(c[0].Kind is ValueKind.Number && double.IsNaN(c[0].Number))),
        ["Object.keys"] = new("Object.keys(object)", 1, 1, static c => Parts(c, static (name, _, _) => Value.Of(name))),
        ["Object.values"] = new("Object.values(object)", 1, 1, static c => Parts(c, static (_, value, _) => value)),
        ["Object.entries"] = new("Object.entries(object)", 1, 1, static c => Parts(c, Pair)),
        ["Object.fromEntries"] = new("Object.fromEntries(list)", 1, 1, FromEntries),
        ["Object.hasOwn"] = new("Object.hasOwn(object, name)", 2, 2, static c => Value.Of(Whole(c).Has(c.Text(1), c.Run))),
        ["Math.abs"] = OfNumber("abs", Math.Abs),
        ["Math.ceil"] = OfNumber("ceil", Math.Ceiling),
        ["Math.floor"] = OfNumber("floor", Math.Floor),
        ["Math.max"] = new("Math.max(number, …)", 1, int.MaxValue, static c => Fold(c, double.NegativeInfinity, Math.Max)),
        ["Math.min"] = new("Math.min(number, …)", 1, int.MaxValue, static c => Fold(c, double.PositiveInfinity, Math.Min)),
        ["Math.pow"] = new("Math.pow(number, exponent)", 2, 2, static c => Value.Of(BinaryStep.Power(c.Number(0), c.Number(1)))),
        ["Math.round"] = OfNumber("round", Round),
        ["Math.sign"] = OfNumber("sign", static n => double.IsNaN(n) || n == 0 ? n : n > 0 ? 1 : -1),
        ["Math.sqrt"] = OfNumber("sqrt", Math.Sqrt),
        ["Math.trunc"] = OfNumber("trunc", Math.Truncate),
    };

    /// <summary>What is before the full stop: such a name is no value.</summary>
    public static string[] Owners { get; } = [.. All.Keys.Where(static k => k.Contains('.', StringComparison.Ordinal)).Select(static k => k[..k.IndexOf('.', StringComparison.Ordinal)]).Distinct()];

    private static Method OfNumber(string name, Func<double, double> body) => new($"Math.{name}(number)", 1, 1, c => Value.Of(body(c.Number(0))));

    private static ScriptObject Whole(Call call) =>
        call[0].Kind is ValueKind.Object ? call[0].Object : throw call.Run.Fault($"this takes an object, and was given {call[0].Name}");

    private static Value Parts(Call call, Func<string, Value, Run, Value> part)
    {
        var members = Whole(call);
        var all = members.Members(call.Run);
        call.Run.Pay((long)all.Count * ScriptBounds.Member);
        var made = call.Run.NewList(all.Count);
        var at = 0;
        foreach (var (name, value) in members.Ordered(call.Run))
        {
            made[at++] = part(name, value, call.Run);
        }

        return Value.Of(new ScriptList(made));
    }

    private static Value Pair(string name, Value value, Run run)
    {
        var pair = run.NewList(2);
        (pair[0], pair[1]) = (Value.Of(name), value);
        return Value.Of(new ScriptList(pair));
    }

    private static Value FromEntries(Call call)
    {
        if (call[0].Kind is not ValueKind.List)
        {
            throw call.Run.Fault($"Object.fromEntries takes a list of [name, value], and was given {call[0].Name}");
        }

        var entries = call[0].List.Items(call.Run);
        var made = call.Run.NewObject(entries.Length);
        foreach (var entry in entries)
        {
            var pair = entry.Kind is ValueKind.List ? entry.List.Items(call.Run) : throw call.Run.Fault($"Object.fromEntries takes a list of [name, value]; in it is {entry.Name}");
            var name = Conversion.ToText(pair.Length > 0 ? pair[0] : Value.Undefined, call.Run);
            call.Run.Pay(name.Length);
            made[name] = pair.Length > 1 ? pair[1] : Value.Undefined;
        }

        return Value.Of(new ScriptObject(made));
    }

    private static Value Fold(Call call, double start, Func<double, double, double> step)
    {
        var value = start;
        for (var i = 0; i < call.Arguments.Length; i++)
        {
            call.Run.Pay(1);
            value = step(value, call.Number(i));
        }

        return Value.Of(value);
    }

    /// <summary>Halves go up, also below zero.</summary>
    private static double Round(double number)
    {
        var below = Math.Floor(number);
        return double.IsNaN(number) || double.IsInfinity(number) || below == number ? number
            : number is < 0 and >= -0.5 ? -0.0
            : number - below >= 0.5 ? below + 1 : below;
    }
}
