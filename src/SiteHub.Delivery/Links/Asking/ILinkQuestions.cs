using System.Buffers;
using SiteHub.Protocol.Links;

namespace SiteHub.Delivery.Links;

/// <summary>Answers what the peer asks for at once, past the log: somebody waits for it, and nothing of it is kept.</summary>
public interface ILinkQuestions
{
    /// <param name="link">the peer's, which has shown its token and signed the question</param>
    /// <param name="question">a JSON object</param>
    /// <param name="cancellationToken">the peer has gone</param>
    /// <exception cref="LinkMessageException">it is no question that this side knows</exception>
    Task<LinkAnswered> Answer(string link, ReadOnlyMemory<byte> question, CancellationToken cancellationToken);
}

/// <summary>What is answered.</summary>
public abstract record LinkAnswered
{
    private LinkAnswered()
    {
    }

    /// <param name="Write">writes a JSON object of at most 1 MiB</param>
    public sealed record Whole(Action<IBufferWriter<byte>> Write) : LinkAnswered;

    /// <param name="Head">a JSON object of at most a few KiB, which is signed</param>
    /// <param name="Length">bytes; null: not known before the end</param>
    /// <param name="Write">called once; throws where the rest cannot be had, which breaks the connection</param>
    public sealed record Streamed(ReadOnlyMemory<byte> Head, long? Length, Func<Stream, CancellationToken, Task> Write) : LinkAnswered;

    /// <param name="Status">of HTTP</param>
    /// <param name="Type">one of <see cref="Protocol.Problems"/></param>
    /// <param name="Title">what to do</param>
    /// <param name="Detail">what is particular to this case</param>
    public sealed record Refused(int Status, string Type, string Title, string Detail) : LinkAnswered;
}
