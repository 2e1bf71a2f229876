namespace SiteHub.Delivery.Links;

/// <summary>An entry is more than a link can carry. Said at the save, where somebody can act on it.</summary>
public sealed class EntryTooLargeException(int bytes, int limit)
    : Exception($"The published form has {bytes:N0} bytes; a link carries at most {limit:N0}.")
{
    public int Bytes { get; } = bytes;

    public int Limit { get; } = limit;
}
