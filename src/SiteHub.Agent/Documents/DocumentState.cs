namespace SiteHub.Agent.Documents;

/// <summary>One document as it stands, or stood, at one revision.</summary>
/// <param name="DocType">its kind</param>
/// <param name="Name">its name within the DocType; may hold any character but control characters</param>
/// <param name="Revision">counts the changes under this name, from 1, for ever: also over deletion and recreation</param>
/// <param name="DocStatus">0 draft, 1 submitted, 2 cancelled</param>
/// <param name="Modified">UTC, as Frappe writes it: <c>2026-11-23 20:44:10.790177</c></param>
/// <param name="ModifiedBy">the user of the last change</param>
/// <param name="Body">the whole JSON object as stored, in Frappe's field order, numbers in their literal form</param>
/// <param name="Deleted">a tombstone: it holds the place and the revision of a name that is free again</param>
public sealed record DocumentState(
    string DocType,
    string Name,
    long Revision,
    int DocStatus,
    string Modified,
    string ModifiedBy,
    ReadOnlyMemory<byte> Body,
    bool Deleted);
