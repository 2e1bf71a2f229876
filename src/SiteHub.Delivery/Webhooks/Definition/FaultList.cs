using SiteHub.Delivery.Scripts;

namespace SiteHub.Delivery.Webhooks;

internal sealed class FaultList
{
    /// <summary>Enough to recognise what was written.</summary>
    private const int MaxFound = 100;

    private readonly List<Fault> _faults = [];

    public IReadOnlyList<Fault> All => _faults;

    public void Add(string path, string? found, string expected) =>
        _faults.Add(new Fault(path, found?.Length > MaxFound ? found[..MaxFound] + "…" : found, expected));

    public void Unless(bool right, string path, string? found, string expected)
    {
        if (!right)
        {
            Add(path, found, expected);
        }
    }

    /// <summary>What a parser throws is the fault.</summary>
    public void Try(string path, string? text, Func<string, object?> parse, bool show = true)
    {
        if (text is null)
        {
            return;
        }

        try
        {
            parse(text);
        }
        catch (Exception e) when (e is FormatException or ScriptException or ArgumentException)
        {
            Add(path, show ? text : null, e.Message);
        }
    }
}
