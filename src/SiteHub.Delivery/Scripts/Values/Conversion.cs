namespace SiteHub.Delivery.Scripts;

/// <summary>From one kind of value to another, as JavaScript does; but a list or an object is never a text or a number.</summary>
internal static class Conversion
{
    public static string ToText(Value value, Run run)
    {
        switch (value.Kind)
        {
            case ValueKind.Text:
                return value.Text;
            case ValueKind.Number:
                run.PayText(ScriptBounds.Text);
                return NumberText.Of(value.Number);
            case ValueKind.Boolean:
                return value.IsTrue ? "true" : "false";
            case ValueKind.Undefined:
                return "undefined";
            case ValueKind.Null:
                return "null";
            default:
                throw run.Fault($"{value.Name} is no text; name the member that is meant{(value.Kind is ValueKind.List ? ", or join the list" : "")}");
        }
    }

    public static double ToNumber(Value value, Run run)
    {
        switch (value.Kind)
        {
            case ValueKind.Number or ValueKind.Boolean:
                return value.Number;
            case ValueKind.Undefined:
                return double.NaN;
            case ValueKind.Null:
                return 0;
            case ValueKind.Text:
                run.Pay(value.Text.Length);
                return NumberText.Read(value.Text);
            default:
                throw run.Fault($"{value.Name} is no number");
        }
    }

    /// <summary>Whole, toward zero; NaN is 0.</summary>
    public static double ToWhole(Value value, Run run)
    {
        var number = ToNumber(value, run);
        return double.IsNaN(number) ? 0 : Math.Truncate(number);
    }

    /// <summary>A place counted from the start, or from the end where it is negative, within 0 and the length.</summary>
    public static int ToPlace(Value value, int length, int otherwise, Run run)
    {
        if (value.Kind is ValueKind.Undefined)
        {
            return otherwise;
        }

        var place = ToWhole(value, run);
        return (int)(place < 0 ? Math.Max(length + place, 0) : Math.Min(place, length));
    }
}
