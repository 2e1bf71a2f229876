namespace SiteHub.Delivery.Scripts;

/// <summary>What is the same, and what comes first. Texts that are looked through are paid for.</summary>
internal static class Comparison
{
    public static bool Strict(Value left, Value right, Run run)
    {
        if (left.Kind != right.Kind)
        {
            return false;
        }

        switch (left.Kind)
        {
            case ValueKind.Number or ValueKind.Boolean:
                return left.Number == right.Number;
            case ValueKind.Text:
                return SameText(left.Text, right.Text, run);
            case ValueKind.List or ValueKind.Object:
                return left.IsSame(right);
            default:
                return true;
        }
    }

    /// <summary>As <c>includes</c> has it: NaN is NaN.</summary>
    public static bool SameOrNaN(Value left, Value right, Run run) =>
        Strict(left, right, run) || (left.Kind is ValueKind.Number && right.Kind is ValueKind.Number && double.IsNaN(left.Number) && double.IsNaN(right.Number));

    /// <summary><c>==</c></summary>
    public static bool Loose(Value left, Value right, Run run)
    {
        if (left.Kind == right.Kind)
        {
            return Strict(left, right, run);
        }

        if (left.IsNothing || right.IsNothing)
        {
            return left.IsNothing && right.IsNothing;
        }

        if (left.HasParts && right.HasParts)
        {
            return false;
        }

        return Conversion.ToNumber(left, run) == Conversion.ToNumber(right, run);
    }

    /// <returns>null where the two cannot be ordered (NaN)</returns>
    public static int? Order(Value left, Value right, Run run)
    {
        if (left.Kind is ValueKind.Text && right.Kind is ValueKind.Text)
        {
            return OrderTexts(left.Text, right.Text, run);
        }

        var (one, other) = (Conversion.ToNumber(left, run), Conversion.ToNumber(right, run));
        return double.IsNaN(one) || double.IsNaN(other) ? null : one.CompareTo(other);
    }

    public static int OrderTexts(string left, string right, Run run)
    {
        run.Pay(Math.Min(left.Length, right.Length));
        return string.CompareOrdinal(left, right);
    }

    public static bool SameText(string left, string right, Run run)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        run.Pay(left.Length);
        return string.Equals(left, right, StringComparison.Ordinal);
    }
}
