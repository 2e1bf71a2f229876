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
    public Publication(PublicationEntry entry, DocTypeEntry docType, IEnumerable<ActionEntry> actions)
    {
        Entry = entry;
        DocType = docType;
        Fields = FieldPlan.Of(entry);
        _when = entry.When is null ? null : Script.Compile(entry.When, ScriptNames.Document);
        _onceSubmitted = entry.When is null && docType.Submittable;
        Actions = new OpenActions(actions);
        DefinitionHash = ContentHash.Of(JsonSerializer.SerializeToUtf8Bytes(new { Form, entry, OnceSubmitted = _onceSubmitted }, HashOptions));
        if (Actions.Definition is { Count: > 0 } open)
        {
            // A publication without actions keeps the hash that it had before there were any, and is not told again.
            DefinitionHash = ContentHash.Of(JsonSerializer.SerializeToUtf8Bytes(new { DefinitionHash, open }, HashOptions));
        }
    }

    public PublicationEntry Entry { get; }

    public DocTypeEntry DocType { get; }

    public string DefinitionHash { get; }

    /// <summary>Rises with the definition. Settled at start, before the first save.</summary>
    public long Version { get; set; }

    public FieldPlan Fields { get; }

    public OpenActions Actions { get; }

    /// <summary>Whether a condition of its own decides, which may fail.</summary>
    public bool IsConditional => _when is not null;

    /// <summary>Whether anything about a document may be left undecided, its publication or an action.</summary>
    public bool MayFail => IsConditional || Actions.IsConditional;

    /// <summary>Whether the hub may see this document as it is now.</summary>
    public ScriptOutcome<bool> Shows(DocumentState document) =>
        _when?.Test(document.Body) ?? (!_onceSubmitted || document.DocStatus >= 1 ? Yes : No);

    public void WarmUp()
    {
        _when?.Test("{}"u8.ToArray());
        Actions.WarmUp();
    }

    /// <summary>A guess, to save work: what the hub was told is known inside the writer alone.</summary>
    public bool MayHaveShown(DocumentState? before) => before is not null && (IsConditional || !_onceSubmitted || before.DocStatus >= 1);

    private static ScriptOutcome<bool> Yes { get; } = new ScriptOutcome<bool>.Value(true);

    private static ScriptOutcome<bool> No { get; } = new ScriptOutcome<bool>.Value(false);
}
