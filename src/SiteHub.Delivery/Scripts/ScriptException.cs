namespace SiteHub.Delivery.Scripts;

/// <summary>A script that cannot be used as it stands; the message can be shown to the person who wrote it.</summary>
/// <param name="fault">What is wrong, without the place.</param>
/// <param name="line">Line in the source, from 1.</param>
/// <param name="column">Column in that line, from 1.</param>
public sealed class ScriptException(string fault, int line, int column) : Exception($"line {line}, column {column}: {fault}")
{
    /// <summary>Line in the source, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>Column in that line, from 1.</summary>
    public int Column { get; } = column;
}
