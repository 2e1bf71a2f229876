namespace SiteHub.Protocol.Links;

/// <summary>The bounds that both sides of a link keep. What exceeds them is refused at the save, so that it never reaches the log.</summary>
public static class LinkLimits
{
    /// <summary>Events in one batch.</summary>
    public const int MaxEvents = 500;

    /// <summary>Bytes of a batch that a sender composes, uncompressed. One event above it goes alone.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Bytes of a body that a receiver reads, after decompression; more is answered 413.</summary>
    public const int MaxBodyBytes = 8 * 1024 * 1024;

    /// <summary>Bytes of one entry's data that a save may append to the log.</summary>
    public const int MaxEntryBytes = 1024 * 1024;

    /// <summary>Levels of objects and arrays in a body; its root is the first.</summary>
    public const int MaxDepth = 64;

    /// <summary>Levels that are left for an event's <c>data</c>, whose root is then the first: body, events, event lie around it.</summary>
    public const int MaxDataDepth = MaxDepth - 3;

    /// <summary>Levels that are left for a document, which lies in its event's data.</summary>
    public const int MaxDocDepth = MaxDataDepth - 1;

    /// <summary>Characters of an epoch's, entry's or snapshot's id.</summary>
    public const int MaxIdLength = 128;

    /// <summary>The largest integer that every reader of JSON keeps exactly (RFC 8259, section 6): 2^53 - 1.</summary>
    public const long MaxNumber = 9_007_199_254_740_991;
}
