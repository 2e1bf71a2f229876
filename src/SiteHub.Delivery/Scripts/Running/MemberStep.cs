namespace SiteHub.Delivery.Scripts;

/// <summary><c>of.name</c>. There are a document's own members, and <c>length</c>; nothing else is built in.</summary>
internal sealed class MemberStep(Step of, MemberName name, bool optional, int line) : Step
{
    public override Value Eval(Run run)
    {
        run.Step();
        var value = of.Eval(run);
        run.Line = line;
        switch (value.Kind)
        {
            case ValueKind.Object:
                return value.Object.Get(name, run);
            case ValueKind.List when name.Text == "length":
                return Value.Of(value.List.Length);
            case ValueKind.Text when name.Text == "length":
                return Value.Of(value.Text.Length);
            case ValueKind.Cut:
                return value;
            case ValueKind.Undefined or ValueKind.Null:
                return optional ? Value.Cut : throw run.Fault($"Cannot read properties of {value.Name} (reading '{name.Text}')");
            default:
                return Methods.Has(value.Kind, name.Text) ? throw run.Fault($"{name.Text} is a method of {value.Name}: it is called, and is no value") : Value.Undefined;
        }
    }
}

/// <summary><c>of[2]</c></summary>
internal sealed class PlaceStep(Step of, int place, MemberName name, bool optional, int line) : Step
{
    public override Value Eval(Run run)
    {
        run.Step();
        var value = of.Eval(run);
        run.Line = line;
        switch (value.Kind)
        {
            case ValueKind.List:
                return place < value.List.Length ? value.List.Items(run)[place] : Value.Undefined;
            case ValueKind.Text:
                run.PayText(1);
                return place < value.Text.Length ? Value.Of(value.Text[place].ToString()) : Value.Undefined;
            case ValueKind.Object:
                return value.Object.Get(name, run);
            case ValueKind.Cut:
                return value;
            case ValueKind.Undefined or ValueKind.Null:
                return optional ? Value.Cut : throw run.Fault($"Cannot read properties of {value.Name} (reading '{name.Text}')");
            default:
                return Value.Undefined;
        }
    }
}

/// <summary>The whole of <c>a?.b.c</c>: what is cut off is undefined.</summary>
internal sealed class ChainStep(Step of) : Step
{
    public override Value Eval(Run run)
    {
        var value = of.Eval(run);
        return value.Kind is ValueKind.Cut ? Value.Undefined : value;
    }
}
