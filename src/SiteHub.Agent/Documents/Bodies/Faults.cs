using SiteHub.Agent.Documents.Refusals;

namespace SiteHub.Agent.Documents.Bodies;

/// <summary>Everything that is wrong with one document, gathered so that it can be told at once.</summary>
internal sealed class Faults
{
    private readonly List<string> _brokenLinks = [];
    private readonly List<string> _missing = [];
    private readonly List<ServerMessage> _missingMessages = [];
    private readonly List<ServerMessage> _invalid = [];
    private string _invalidType = "";
    private Refusal? _frozen;

    public void Clear()
    {
        _brokenLinks.Clear();
        _missing.Clear();
        _missingMessages.Clear();
        _invalid.Clear();
        _frozen = null;
    }

    public void BrokenLink(string row, string label, string name) =>
        _brokenLinks.Add(row.Length == 0 ? $"{label}: {name}" : $"{row} {label}: {name}");

    public void Missing(string field, string message)
    {
        _missing.Add(field);
        _missingMessages.Add(new ServerMessage(message));
    }

    public void Invalid(string row, string fault, string type = "ValidationError")
    {
        if (_invalid.Count == 0)
        {
            _invalidType = type;
        }

        var gap = row.Length == 0 || fault.StartsWith(' ') ? "" : " ";
        _invalid.Add(new ServerMessage($"{row}{gap}{fault}", Indicator: "red", Raised: true));
    }

    public void Frozen(string row, string label, string from, string to) => _frozen ??= Refuse.UpdateAfterSubmit(row, label, from, to);

    /// <summary>The kind that Frappe would meet first, with all faults of that kind.</summary>
    public Refusal? Worst(string docType, string name)
    {
        if (_brokenLinks.Count > 0)
        {
            return Refusal.Thrown("LinkValidationError", $"Could not find {string.Join(", ", _brokenLinks)}");
        }

        if (_missing.Count > 0)
        {
            return new Refusal(417, "MandatoryError", $"[{docType}, {name}]: {string.Join(", ", _missing)}", [.. _missingMessages]);
        }

        return _invalid.Count > 0 ? new Refusal(417, _invalidType, _invalid[0].Text, [.. _invalid]) : _frozen;
    }
}
