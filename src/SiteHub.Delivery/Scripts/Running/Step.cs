namespace SiteHub.Delivery.Scripts;

/// <summary>A part of a script, checked and ready to run.</summary>
internal abstract class Step
{
    public abstract Value Eval(Run run);
}

internal sealed class LiteralStep(Value value) : Step
{
    public Value Value => value;

    public override Value Eval(Run run)
    {
        run.Step();
        return value;
    }
}

/// <summary>A given value, or what a callback is called with.</summary>
internal sealed class NameStep(int place) : Step
{
    public override Value Eval(Run run)
    {
        run.Step();
        return run.Names[place];
    }
}

internal sealed class ConditionalStep(Step test, Step then, Step otherwise) : Step
{
    public override Value Eval(Run run)
    {
        run.Step();
        return test.Eval(run).IsTrue ? then.Eval(run) : otherwise.Eval(run);
    }
}

internal enum Logic
{
    And,
    Or,
    Nothing,
}

/// <summary><c>a &amp;&amp; b &amp;&amp; c</c>, however many: one level of nesting.</summary>
internal sealed class LogicalStep(Logic logic, Step[] parts) : Step
{
    public override Value Eval(Run run)
    {
        run.Step();
        var value = parts[0].Eval(run);
        for (var i = 1; i < parts.Length; i++)
        {
            if (logic switch { Logic.And => !value.IsTrue, Logic.Or => value.IsTrue, _ => !value.IsNothing })
            {
                return value;
            }

            value = parts[i].Eval(run);
        }

        return value;
    }
}

internal sealed class NotStep(Step of) : Step
{
    public override Value Eval(Run run)
    {
        run.Step();
        return Value.Of(!of.Eval(run).IsTrue);
    }
}

internal sealed class SignStep(Step of, bool minus, int line) : Step
{
    public override Value Eval(Run run)
    {
        run.Step();
        var value = of.Eval(run);
        run.Line = line;
        var number = Conversion.ToNumber(value, run);
        return Value.Of(minus ? -number : number);
    }
}

internal sealed class TemplateStep(string[] texts, Step[] parts, int line) : Step
{
    public override Value Eval(Run run)
    {
        run.Step();
        var made = new string[texts.Length + parts.Length];
        var length = 0L;
        for (var i = 0; i < texts.Length; i++)
        {
            length += (made[2 * i] = texts[i]).Length;
            if (i < parts.Length)
            {
                var value = parts[i].Eval(run);
                run.Line = line;
                length += (made[(2 * i) + 1] = Conversion.ToText(value, run)).Length;
            }
        }

        run.Pay(made.Length * ScriptBounds.Element);
        run.PayText(length);
        return Value.Of(string.Concat(made));
    }
}

internal sealed class SpreadStep(Step of) : Step
{
    public override Value Eval(Run run) => of.Eval(run);
}

internal sealed class ListStep(Step[] parts, int line) : Step
{
    public override Value Eval(Run run)
    {
        run.Step();
        return Value.Of(new ScriptList(Items(parts, line, run)));
    }

    /// <summary>The values of the parts, with what is spread in their places.</summary>
    public static Value[] Items(Step[] parts, int line, Run run)
    {
        var values = run.NewList(parts.Length);
        var length = (long)parts.Length;
        var spreads = false;
        for (var i = 0; i < parts.Length; i++)
        {
            values[i] = parts[i].Eval(run);
            if (parts[i] is SpreadStep)
            {
                run.Line = line;
                spreads = true;
                length += values[i].Kind is ValueKind.List ? values[i].List.Length - 1 : throw run.Fault($"{values[i].Name} is spread into a list, which takes a list");
            }
        }

        if (!spreads)
        {
            return values;
        }

        var all = run.NewList(length);
        var at = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i] is SpreadStep)
            {
                var items = values[i].List.Items(run);
                items.CopyTo(all, at);
                at += items.Length;
            }
            else
            {
                all[at++] = values[i];
            }
        }

        return all;
    }
}

internal sealed class ObjectStep((string? Name, Step Value)[] members, int line) : Step
{
    public override Value Eval(Run run)
    {
        run.Step();
        var made = run.NewObject(members.Length);
        foreach (var (name, node) in members)
        {
            var value = node.Eval(run);
            if (name is not null)
            {
                made[name] = value;
            }
            else if (value.Kind is ValueKind.Object)
            {
                var spread = value.Object.Members(run);
                run.Pay((long)spread.Count * ScriptBounds.Member);
                foreach (var (key, one) in spread)
                {
                    run.Pay(key.Length);
                    made[key] = one;
                }
            }
            else if (!value.IsNothing)
            {
                run.Line = line;
                throw run.Fault($"{value.Name} is spread into an object, which takes an object");
            }
        }

        return Value.Of(new ScriptObject(made));
    }
}
