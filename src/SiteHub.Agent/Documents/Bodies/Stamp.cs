namespace SiteHub.Agent.Documents.Bodies;

/// <summary>What a save writes into a document besides its fields.</summary>
internal readonly record struct Stamp(string Name, string Owner, string Creation, string Modified, string ModifiedBy, int DocStatus);

internal enum SaveKind
{
    Insert,

    /// <summary>As an insert, but what the document says of itself (name, owner, times) is kept to the letter.</summary>
    Seed,

    Update,

    /// <summary>Of a submitted document: only fields that allow it may change.</summary>
    UpdateAfterSubmit,
}
