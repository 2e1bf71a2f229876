namespace SiteHub.Delivery.Links;

/// <summary>An entry that could not be applied.</summary>
/// <param name="Id">its number in this role</param>
/// <param name="Link">the link it came over</param>
/// <param name="Epoch">the history it belongs to</param>
/// <param name="EpochId">that history's id</param>
/// <param name="Seq">its place there</param>
/// <param name="EntryId">its own id</param>
/// <param name="Type">its type</param>
/// <param name="Subject">the DocType it concerns, where it could be read</param>
/// <param name="At">when the peer wrote it</param>
/// <param name="ReceivedAt">when it came in</param>
/// <param name="Reason">why it was not applied, the last time it was tried</param>
/// <param name="State">open, applied or discarded</param>
/// <param name="Retries">how often it was tried again</param>
/// <param name="Data">its payload</param>
public sealed record Rejected(
    long Id, string Link, long Epoch, string EpochId, long Seq, string EntryId, string Type, string? Subject, DateTimeOffset At, DateTimeOffset ReceivedAt, string Reason, string State, int Retries, ReadOnlyMemory<byte> Data);
