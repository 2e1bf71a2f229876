namespace SiteHub.Operations.Receiving;

/// <param name="Receiver">its name when this came in</param>
/// <param name="Key">by which a repetition is known</param>
/// <param name="Headers">those that may be of use, as JSON; no secrets</param>
/// <param name="State">waiting, applied, ignored or failed</param>
/// <param name="Due">when it is worked on; null: it is settled</param>
public sealed record Receipt(
    long Id, string ReceiverId, string Receiver, string Key, DateTimeOffset Received, string? ContentType, string Headers, byte[] Body, string State, DateTimeOffset? Due, long Attempts, DateTimeOffset? Settled, string? DocType, string? Name, string? Reason)
{
    /// <summary>How often it came again: each was answered, and nothing more was done.</summary>
    public long Repeats { get; init; }

    /// <summary>When it came last again.</summary>
    public DateTimeOffset? Repeated { get; init; }

    /// <summary>Neither its sender nor its receiver says which one it is.</summary>
    public bool IsUnnamed => Key.StartsWith(Receipts.Unnamed, StringComparison.Ordinal);
}

public static class ReceiptState
{
    public const string Waiting = "waiting";
    public const string Applied = "applied";

    /// <summary>Its template said that it is of no concern.</summary>
    public const string Ignored = "ignored";
    public const string Failed = "failed";
}
