namespace SiteHub.Protocol.Links;

/// <summary>Names one history of a log. When both sides disagree about a history they agree on a new epoch, with a higher number and a fresh id.</summary>
/// <param name="Number">from 1, rising; 0 only for <see cref="None"/></param>
/// <param name="Id">random, up to <see cref="LinkLimits.MaxIdLength"/> characters; empty only for <see cref="None"/></param>
public readonly record struct Epoch(long Number, string Id)
{
    /// <summary>The side has never had, or never heard of, a history.</summary>
    public static Epoch None { get; } = new(0, "");
}
