namespace SiteHub.Protocol.Links;

/// <summary>An entry of a log, by its place and its name. Both must match: a log that was rolled back and grown again has other ids at the same places.</summary>
/// <param name="Seq">from 1, contiguous within an epoch; 0 before the first entry</param>
/// <param name="Id">the entry's id; null exactly where <paramref name="Seq"/> is 0</param>
public readonly record struct LogPosition(long Seq, string? Id)
{
    /// <summary>Before the first entry of an epoch.</summary>
    public static LogPosition Start { get; } = new(0, null);
}
