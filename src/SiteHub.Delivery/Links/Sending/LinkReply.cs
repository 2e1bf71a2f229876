using SiteHub.Protocol.Links;

namespace SiteHub.Delivery.Links;

/// <summary>What came of one try, as the protocol's table has it.</summary>
internal abstract record LinkReply
{
    private LinkReply()
    {
    }

    /// <summary>200: applied and committed up to the checkpoint.</summary>
    public sealed record Accepted(LinkAnswer Answer) : LinkReply;

    /// <summary>200 on a greeting.</summary>
    public sealed record Greeted(LinkHello Hello) : LinkReply;

    /// <summary>409: a gap, or another history.</summary>
    public sealed record OutOfStep : LinkReply;

    /// <summary>The peer refuses token or signature, or no token was to be had.</summary>
    public sealed record Unauthorized(string Reason, DateTimeOffset? PeerTime) : LinkReply;

    /// <summary>The peer read this very body and cannot take it.</summary>
    public sealed record Unacceptable(string Reason) : LinkReply;

    /// <summary>426: the peer speaks another version.</summary>
    public sealed record OtherVersion(string Reason) : LinkReply;

    /// <summary>503 with Retry-After.</summary>
    public sealed record NotNow(TimeSpan After, string Reason) : LinkReply;

    /// <summary>Everything else: a time-out, no answer at all, and whatever the peer has not signed.</summary>
    public sealed record Failed(string Reason) : LinkReply;
}
