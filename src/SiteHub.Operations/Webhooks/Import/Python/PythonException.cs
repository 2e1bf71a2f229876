namespace SiteHub.Operations.Webhooks;

/// <summary>What stands in a Python or Jinja text that is not translated.</summary>
/// <param name="message">what it is</param>
/// <param name="at">where, from the text's first letter</param>
internal sealed class PythonException(string message, int at) : FormatException(message)
{
    public int At => at;

    /// <summary>With its place in the text, as editors count.</summary>
    public string In(string source)
    {
        var before = source.AsSpan(0, Math.Clamp(at, 0, source.Length));
        return $"line {before.Count('\n') + 1}, column {before.Length - (before.LastIndexOf('\n') + 1) + 1}: {Message}";
    }
}
