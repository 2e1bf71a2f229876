namespace SiteHub.Delivery.Scripts;

/// <summary>What a call hands to what is built in.</summary>
/// <param name="On">the value whose method it is; undefined for a function</param>
/// <param name="Arguments">as many as were written, callbacks left out</param>
/// <param name="Callback">the arrow, where one was written</param>
internal readonly record struct Call(Run Run, Value On, Value[] Arguments, Arrow? Callback)
{
    public Value this[int index] => index < Arguments.Length ? Arguments[index] : Value.Undefined;

    public string Text(int index) => Conversion.ToText(this[index], Run);

    public double Number(int index) => Conversion.ToNumber(this[index], Run);

    public double Whole(int index) => Conversion.ToWhole(this[index], Run);

    public int Place(int index, int length, int otherwise) => Conversion.ToPlace(this[index], length, otherwise, Run);
}

internal delegate Value BuiltIn(Call call);

/// <summary><c>of.name(…)</c>; which method it is depends on what it is called of.</summary>
internal sealed class MethodCallStep(Step of, string name, Step[] arguments, Arrow? callback, bool optional, int line) : Step
{
    private readonly Method? _ofText = Methods.Find(ValueKind.Text, name);
    private readonly Method? _ofList = Methods.Find(ValueKind.List, name);
    private readonly Method? _ofNumber = Methods.Find(ValueKind.Number, name);

    public override Value Eval(Run run)
    {
        run.Step();
        var on = of.Eval(run);
        if (on.Kind is ValueKind.Cut)
        {
            return on;
        }

        run.Line = line;
        if (on.IsNothing)
        {
            return optional ? Value.Cut : throw run.Fault($"Cannot read properties of {on.Name} (reading '{name}')");
        }

        var method = on.Kind switch { ValueKind.Text => _ofText, ValueKind.List => _ofList, ValueKind.Number => _ofNumber, _ => null };
        if (method is null)
        {
            throw run.Fault($"{on.Name} has no method {name}");
        }

        if (callback is null ? method.CallbackRequired : !method.TakesCallback)
        {
            throw run.Fault($"{name} of {on.Name} takes {(callback is null ? "an arrow, like x => x.qty" : "no arrow")}");
        }

        var values = ListStep.Items(arguments, line, run);
        run.Line = line;
        return method.Body(new Call(run, on, values, callback));
    }
}

/// <summary><c>Math.max(…)</c>, <c>date(…)</c></summary>
internal sealed class FunctionCallStep(Method function, Step[] arguments, int line) : Step
{
    public override Value Eval(Run run)
    {
        run.Step();
        var values = ListStep.Items(arguments, line, run);
        run.Line = line;
        return function.Body(new Call(run, Value.Undefined, values, null));
    }
}

/// <summary><c>matches(text, "pattern")</c>: the pattern was made when the script was read.</summary>
internal sealed class MatchesStep(Step text, TextPattern pattern, int line) : Step
{
    public override Value Eval(Run run)
    {
        run.Step();
        var value = text.Eval(run);
        run.Line = line;
        return Value.Of(pattern.IsIn(Conversion.ToText(value, run), run));
    }
}
