using System.Diagnostics;
using Fluid;

namespace SiteHub.Delivery.Webhooks;

/// <summary>
/// What one rendering may use: like a script, a template pays for every character and item before it is made or looked through, from one budget. Time is looked at as
/// well, should a price be wrong.
/// </summary>
internal sealed class LiquidBounds
{
    public const int Source = 32 * 1024;
    public const int Steps = 100_000;
    public const int Characters = 4_000_000;
    public const int Item = 32;

    private const long Budget = 10_000_000;
    private const long Look = 100_000;
    private const string Name = "budget";

    private static readonly TimeSpan Time = TimeSpan.FromSeconds(2);

    private readonly long _started = Stopwatch.GetTimestamp();
    private long _left = Budget;
    private long _lookAt = Budget - Look;

    public static LiquidBounds Of(TemplateContext context)
    {
        if (!context.AmbientValues.TryGetValue(Name, out var known))
        {
            context.AmbientValues[Name] = known = new LiquidBounds();
        }

        return (LiquidBounds)known;
    }

    /// <exception cref="InvalidOperationException">there is no more</exception>
    public void Pay(double units)
    {
        _left -= units < Budget ? (long)units : Budget + 1;
        if (_left >= _lookAt)
        {
            return;
        }

        _lookAt = _left - Look;
        if (_left < 0)
        {
            throw new InvalidOperationException($"it does too much: it is given {Budget:N0} units, of which each character that is made or looked at takes one and each item {Item}");
        }

        if (Stopwatch.GetElapsedTime(_started) > Time)
        {
            throw new InvalidOperationException($"it took longer than {Time.TotalSeconds:0} s");
        }
    }
}
