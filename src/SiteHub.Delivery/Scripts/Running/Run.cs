using System.Diagnostics;

namespace SiteHub.Delivery.Scripts;

/// <summary>One run of a script: its names, and what it may still use.</summary>
internal sealed class Run(int names)
{
    private readonly long _allocated = GC.GetAllocatedBytesForCurrentThread();
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _left = ScriptBounds.Budget;
    private long _lookAt = ScriptBounds.Budget - ScriptBounds.Look;

    /// <summary>The values of the names: first the given ones, then those of callbacks.</summary>
    public Value[] Names { get; } = new Value[names];

    /// <summary>The line of what is done at the moment.</summary>
    public int Line { get; set; } = 1;

    /// <summary>Takes from the budget; to be called before whatever it pays for.</summary>
    public void Pay(long units)
    {
        _left -= units;
        if (_left < _lookAt)
        {
            Look();
        }
    }

    public void Pay(double units) => Pay(units < ScriptBounds.Budget ? (long)units : ScriptBounds.Budget + 1);

    public void Step() => Pay(ScriptBounds.Step);

    public void PayText(long length) => Pay(ScriptBounds.Text + length);

    public void PayText(double length) => Pay(ScriptBounds.Text + length);

    public Value[] NewList(long length)
    {
        Pay(ScriptBounds.Container + (length * ScriptBounds.Element));
        return length == 0 ? [] : new Value[length];
    }

    public OrderedDictionary<string, Value> NewObject(int members)
    {
        Pay(ScriptBounds.Container + ((long)members * ScriptBounds.Member));
        return new OrderedDictionary<string, Value>(members, StringComparer.Ordinal);
    }

    public ScriptFault Fault(string what) => new($"line {Line}: {what}");

    private void Look()
    {
        if (_left < 0)
        {
            throw new ScriptFault($"line {Line}: the script does too much: it is given {ScriptBounds.Budget:N0} units, of which each step takes {ScriptBounds.Step} and each character that is made or looked at one");
        }

        _lookAt = _left - ScriptBounds.Look;
        if (Stopwatch.GetElapsedTime(_started) > ScriptBounds.Time)
        {
            throw new ScriptFault($"took longer than {ScriptBounds.Time.TotalSeconds:0} s");
        }

        if (GC.GetAllocatedBytesForCurrentThread() - _allocated > ScriptBounds.Memory)
        {
            throw new ScriptFault("the script takes too much memory");
        }
    }
}
