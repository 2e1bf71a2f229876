using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using SiteHub.Agent.Actions;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Values;
using SiteHub.Protocol;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Files;

namespace SiteHub.Agent.Files;

/// <summary>
/// The files that a member gave with a request: fetched from the hub before it is accepted, each once, and held against the hash that the hub's token was bound to. They wait
/// here, of no document yet, until the request is done; the hub lets go of them once it hears that it was accepted.
/// </summary>
internal sealed class RequestFiles(LinkAsking asking, FileRows rows, SiteOptions site, Database database, TimeProvider time, ILogger<RequestFiles> log)
{
    public const string DidNotArrive = "A file that was sent along did not arrive. Send it again.";

    private static readonly TimeSpan UntilHead = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    internal enum Outcome
    {
        /// <summary>All of them are here.</summary>
        Here,

        /// <summary>The hub cannot be asked; the request stays as it is.</summary>
        Later,

        /// <summary>The hub has them no more, or they are others.</summary>
        Gone,
    }

    /// <summary>In the transaction of the effect: from now on they are that document's.</summary>
    public static void Attach(Session session, StoredRequest request, string docType, string name) =>
        session.Execute("UPDATE document_file SET doc_type = $2, name = $3, by = $4 WHERE request = $1 AND doc_type IS NULL", request.Id, docType, name, request.User);

    /// <summary>The one at that place, as it lies here.</summary>
    public HeldFile? Find(string request, int place) => database.Read(session => session.One(
        "SELECT id, file_name, size, at FROM document_file WHERE request = $1 AND place = $2 AND whole = 1", static row => new HeldFile(row.Text(0), row.Text(1), row.Long(2), row.Time(3), IsPrivate: true, null), request, place));

    public async Task<Outcome> Fetch(StoredRequest request, CancellationToken cancellationToken)
    {
        foreach (var (place, file) in request.Files.Index())
        {
            if (Find(request.Id, place) is null && await Fetch(request, place, file, cancellationToken) is var outcome and not Outcome.Here)
            {
                if (outcome == Outcome.Later)
                {
                    await Task.Delay(Between, cancellationToken);
                }

                return outcome;
            }
        }

        return Outcome.Here;
    }

    private async Task<Outcome> Fetch(StoredRequest request, int place, GivenFile file, CancellationToken cancellationToken)
    {
        var question = new ArrayBufferWriter<byte>();
        new GivenFileAsk(request.Id, place).WriteTo(question);
        using var late = new CancellationTokenSource(UntilHead, time);
        using var head = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        switch (await asking.Ask(site.Site.Slug, question.WrittenMemory, head.Token))
        {
            case AskReply.Streamed streamed:
                using (streamed)
                {
                    return await Store(request, place, file, streamed, cancellationToken);
                }

            case AskReply.Refused { Type: Problems.FileMissing } refused:
                Log.NotFetched(log, file.Name, request.Id, refused.Reason);
                return Outcome.Gone;
            case AskReply.Refused refused:
                Log.NotFetched(log, file.Name, request.Id, refused.Reason);
                return Outcome.Later;
            case AskReply.Failed failed:
                Log.NotFetched(log, file.Name, request.Id, failed.Reason);
                return Outcome.Later;
            default:
                return Outcome.Gone;
        }
    }

    private async Task<Outcome> Store(StoredRequest request, int place, GivenFile file, AskReply.Streamed streamed, CancellationToken cancellationToken)
    {
        // A proxy in between may pass it on without its length.
        if (streamed.Length is { } length && length != file.Size)
        {
            return Outcome.Gone;
        }

        try
        {
            using var late = new CancellationTokenSource(Longest, time);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using var bytes = new HashedStream(await streamed.Read(end.Token), hash);
            var id = await rows.Add(
                bytes,
                new NewFile(null, null, FileName.Of(file.Name, "file"), request.Email),
                (session, id, size) => size == file.Size && Base64Url.EncodeToString(hash.GetCurrentHash()) == file.Hash
                    && session.Execute("UPDATE document_file SET request = $2, place = $3 WHERE id = $1 AND EXISTS (SELECT 1 FROM action_request WHERE id = $2 AND state = 'received')", id, request.Id, place) == 1,
                end.Token);
            return id is not null ? Outcome.Here : database.Read(session => StoredRequest.Find(session, request.Id))?.State == StoredRequest.Received ? Outcome.Gone : Outcome.Later;
        }
        catch (Exception e) when (e is IOException or HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Log.NotFetched(log, file.Name, request.Id, e.Message);
            return Outcome.Later;
        }
    }

    /// <summary>Hashes what is read of another.</summary>
    private sealed class HashedStream(Stream inner, IncrementalHash hash) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            hash.AppendData(buffer.Span[..count]);
            return count;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
