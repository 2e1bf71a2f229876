namespace SiteHub.Agent.Documents;

/// <summary>
/// One change of one document: one revision. A rename is two saves in one transaction, the removal under the old name, then the
/// arrival under the new one, each in that name's own count of revisions.
/// </summary>
/// <param name="Before">null where there was no document under this name (a tombstone counts as none)</param>
/// <param name="After">the document as saved; null on removal</param>
/// <param name="Events">the DocEvents that it fired, in Frappe's order; none for a rename, as in Frappe</param>
/// <param name="User">who did it</param>
/// <param name="RenamedFrom">the old name, on the arrival of a renamed document</param>
public sealed record Save(DocumentState? Before, DocumentState? After, IReadOnlyList<string> Events, string User, string? RenamedFrom)
{
    /// <summary>On removal: the tombstone, with the removal's own revision (Before's + 1), time and user, and an empty body.</summary>
    public DocumentState? Removed { get; init; }

    /// <summary>What stands afterwards: the document, or its tombstone.</summary>
    public DocumentState Now => After ?? Removed!;
}
