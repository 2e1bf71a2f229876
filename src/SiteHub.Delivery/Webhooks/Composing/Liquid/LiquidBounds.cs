using Fluid;
using Fluid.Values;

namespace SiteHub.Delivery.Webhooks;

/// <summary>What a template may use. Steps are counted by the engine; what makes much text of little is asked beforehand.</summary>
internal static class LiquidBounds
{
    public const int Steps = 100_000;
    public const int Characters = 4_000_000;

    public static void Apply(TemplateOptions options)
    {
        options.MaxSteps = Steps;
        options.MaxRecursion = 32;
        options.Assigned = static (_, value, _) => ValueTask.FromResult(Bounded(value));
        options.Captured = static (_, value, _) => ValueTask.FromResult(Bounded(value));
        Before(options, "replace", static (text, by) => (long)text.Length * by.Length);
        Before(options, "join", static (items, separator) => (long)items.Length * (separator.Length + 1));
    }

    /// <exception cref="InvalidOperationException">it is too long</exception>
    public static void Check(long length)
    {
        if (length > Characters)
        {
            throw new InvalidOperationException($"the text would be longer than {Characters:N0} characters");
        }
    }

    private static FluidValue Bounded(FluidValue value)
    {
        if (value is StringValue text)
        {
            Check(text.ToStringValue().Length);
        }

        return value;
    }

    private static void Before(TemplateOptions options, string name, Func<string, string, long> length)
    {
        options.Filters.TryGetValue(name, out var plain);
        options.Filters.AddFilter(name, (input, arguments, context) =>
        {
            var text = input.ToStringValue();
            var by = arguments.At(arguments.Count - 1).ToStringValue();
            if (text.Length > 1000 || by.Length > 1000)
            {
                Check(length(text, by));
            }

            return plain!(input, arguments, context);
        });
    }
}
