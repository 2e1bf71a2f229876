using System.Text.Json;
using SiteHub.Agent.Documents;
using SiteHub.Delivery.Scripts;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Documents;

namespace SiteHub.Agent.Publications;

/// <summary>What this site shows the hub of one DocType, ready to be applied to documents.</summary>
internal sealed class Publication
{
    /// <summary>Part of every definition's hash: raise it when the same definition would make another published form of the same body.</summary>
    private const int Form = 1;

    private static readonly JsonSerializerOptions HashOptions = new() { WriteIndented = false };

    private readonly Script? _when;
    private readonly bool _onceSubmitted;

    /// <exception cref="ScriptException">its condition cannot be used</exception>
    public Publication(PublicationEntry entry, DocTypeEntry docType)
    {
        Entry = entry;
        DocType = docType;
        Fields = FieldPlan.Of(entry);
        _when = entry.When is null ? null : Script.Compile(entry.When, ScriptNames.Document);
        _onceSubmitted = entry.When is null && docType.Submittable;
        DefinitionHash = ContentHash.Of(JsonSerializer.SerializeToUtf8Bytes(new { Form, entry, OnceSubmitted = _onceSubmitted }, HashOptions));
    }

    public PublicationEntry Entry { get; }

    public DocTypeEntry DocType { get; }

    public string DefinitionHash { get; }

    /// <summary>Rises with the definition. Settled at start, before the first save.</summary>
    public long Version { get; set; }

    public FieldPlan Fields { get; }

    /// <summary>Whether a condition of its own decides, which may fail.</summary>
    public bool IsConditional => _when is not null;

    /// <summary>Whether the hub may see this document as it is now.</summary>
    public ScriptOutcome<bool> Shows(DocumentState document) =>
        _when?.Test(document.Body) ?? (!_onceSubmitted || document.DocStatus >= 1 ? Yes : No);

    public void WarmUp() => _when?.Test("{}"u8.ToArray());

    /// <summary>A guess, to save work: what the hub was told is known inside the writer alone.</summary>
    public bool MayHaveShown(DocumentState? before) => before is not null && (IsConditional || !_onceSubmitted || before.DocStatus >= 1);

    private static ScriptOutcome<bool> Yes { get; } = new ScriptOutcome<bool>.Value(true);

    private static ScriptOutcome<bool> No { get; } = new ScriptOutcome<bool>.Value(false);
}
