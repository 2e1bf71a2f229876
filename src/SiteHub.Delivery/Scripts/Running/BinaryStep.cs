using Acornima;

namespace SiteHub.Delivery.Scripts;

/// <summary><c>a + b - c</c>, however many, from the left: one level of nesting.</summary>
internal sealed class BinaryStep(Step first, (Operator Operator, Step Right, int Line)[] rest) : Step
{
    public override Value Eval(Run run)
    {
        var value = first.Eval(run);
        foreach (var (op, right, line) in rest)
        {
            run.Step();
            var other = right.Eval(run);
            run.Line = line;
            value = Of(op, value, other, run);
        }

        return value;
    }

    private static Value Of(Operator op, Value left, Value right, Run run) => op switch
    {
        Operator.StrictEquality => Value.Of(Comparison.Strict(left, right, run)),
        Operator.StrictInequality => Value.Of(!Comparison.Strict(left, right, run)),
        Operator.Equality => Value.Of(Comparison.Loose(left, right, run)),
        Operator.Inequality => Value.Of(!Comparison.Loose(left, right, run)),
        Operator.LessThan => Value.Of(Comparison.Order(left, right, run) is < 0),
        Operator.LessThanOrEqual => Value.Of(Comparison.Order(left, right, run) is <= 0),
        Operator.GreaterThan => Value.Of(Comparison.Order(left, right, run) is > 0),
        Operator.GreaterThanOrEqual => Value.Of(Comparison.Order(left, right, run) is >= 0),
        Operator.Addition => Sum(left, right, run),
        _ => Value.Of(Arithmetic(op, Conversion.ToNumber(left, run), Conversion.ToNumber(right, run))),
    };

    private static Value Sum(Value left, Value right, Run run)
    {
        if (left.Kind is not ValueKind.Text && right.Kind is not ValueKind.Text)
        {
            return Value.Of(Conversion.ToNumber(left, run) + Conversion.ToNumber(right, run));
        }

        var (one, other) = (Conversion.ToText(left, run), Conversion.ToText(right, run));
        run.PayText((long)one.Length + other.Length);
        return Value.Of(one + other);
    }

    private static double Arithmetic(Operator op, double left, double right) => op switch
    {
        Operator.Subtraction => left - right,
        Operator.Multiplication => left * right,
        Operator.Division => left / right,
        Operator.Remainder => left % right,
        Operator.Exponentiation => Power(left, right),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>IEEE 754 says 1 where ECMAScript says NaN.</summary>
    public static double Power(double number, double exponent) =>
        double.IsNaN(exponent) || (double.IsInfinity(exponent) && Math.Abs(number) == 1) ? double.NaN : Math.Pow(number, exponent);
}
