namespace SiteHub.Delivery.Links;

/// <summary>What came of a question to the peer. Whatever is not <see cref="Failed"/> is certainly the peer's own word.</summary>
public abstract record AskReply
{
    private AskReply()
    {
    }

    /// <param name="Body">a JSON object</param>
    public sealed record Whole(ReadOnlyMemory<byte> Body) : AskReply;

    /// <summary>To be disposed of. What is read of it has no other bounds than the reader's.</summary>
    /// <param name="Head">a JSON object</param>
    /// <param name="Length">bytes; null: not known before the end</param>
    public sealed record Streamed(ReadOnlyMemory<byte> Head, long? Length, HttpResponseMessage Response) : AskReply, IDisposable
    {
        /// <summary>Throws where the connection ends before what was announced.</summary>
        public Task<Stream> Read(CancellationToken cancellationToken) => Response.Content.ReadAsStreamAsync(cancellationToken);

        public void Dispose() => Response.Dispose();
    }

    /// <param name="Type">one of <see cref="Protocol.Problems"/></param>
    /// <param name="Reason">the peer's words</param>
    public sealed record Refused(string Type, string Reason) : AskReply;

    /// <summary>There is no answer of the peer's.</summary>
    /// <param name="Reason">for whoever looks after the link</param>
    public sealed record Failed(string Reason) : AskReply;
}
