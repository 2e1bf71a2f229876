using Microsoft.Extensions.Logging;
using SiteHub.Agent.Conversation;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;

namespace SiteHub.Agent.Publications;

/// <summary>Tells one publication from the start: begin, page by page what is published, end. Live changes go in between.</summary>
internal sealed class ResyncRunner(
    PublicationSet publications, MessageRows messages, Database database, LinkLog log, PublicationMetrics metrics, TimeProvider time, ILogger<ResyncRunner> logger)
{
    /// <summary>Entries of the log that may wait for the hub before a snapshot pauses: beyond, a live change would wait behind it for longer than people notice.</summary>
    private const int MaxAhead = 5_000;

    /// <summary>Each is up to 10,000 characters.</summary>
    private const int MessagesAtOnce = 50;

    private static readonly TimeSpan WhileAhead = TimeSpan.FromMilliseconds(200);

    private string Site => publications.Site;

    /// <summary>Runs to the end, or until somebody asked anew. What was done stays done if it is cancelled or killed.</summary>
    public async Task RunAsync(string docType, CancellationToken cancellationToken)
    {
        while (await StepAsync(docType, cancellationToken))
        {
            while (database.Read(s => LinkLog.Depth(s, Site)) > MaxAhead)
            {
                await Task.Delay(WhileAhead, time, cancellationToken);
            }
        }
    }

    /// <summary>One write: the begin, a page, or the end.</summary>
    /// <returns>whether there is more to do</returns>
    public async Task<bool> StepAsync(string docType, CancellationToken cancellationToken)
    {
        if (database.Read(s => Resync.Find(s, docType)) is not { } resync)
        {
            return false;
        }

        if (resync.Snapshot is null)
        {
            await BeginAsync(resync, cancellationToken);
            return true;
        }

        return publications.Of(docType) is { } publication
            ? resync.AfterMessage is { } after ? await MessagesAsync(resync, after, cancellationToken) : await PageAsync(resync, publication, cancellationToken)
            : await ForgetAsync(resync, cancellationToken);
    }

    private async Task BeginAsync(Resync resync, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var snapshot = $"snp_{Guid.CreateVersion7(now):N}";
        await database.Writer.Write(
            session =>
            {
                var version = session.Long("SELECT version FROM publication WHERE doc_type = $1", resync.DocType) ?? 0;
                Resync.Begin(session, resync.DocType, snapshot);
                UnevaluatedDocument.RemoveAll(session, resync.DocType);
                Append(session, LinkEventTypes.SnapshotBegin, Compose(new SnapshotBegin(snapshot, resync.DocType, version).WriteTo, now));
            },
            cancellationToken);
        Log.SnapshotBegun(logger, resync.DocType, snapshot, resync.Reason);
    }

    private async Task<bool> PageAsync(Resync resync, Publication publication, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var page = SnapshotPage.Read(database, publication, Site, resync, now);
        var current = await database.Writer.Write(
            session =>
            {
                if (!resync.Advance(session, page.LastName, page.Shown))
                {
                    return false;
                }

                page.Commit(session, resync, (type, entry) => Append(session, type, entry), now);
                return !page.IsLast || resync.AdvanceMessages(session, 0);
            },
            cancellationToken);
        if (current)
        {
            Told(resync, page);
        }

        return true;
    }

    /// <summary>What was said on the documents, once they are told; then the end.</summary>
    private async Task<bool> MessagesAsync(Resync resync, long after, CancellationToken cancellationToken)
    {
        var end = End(resync, time.GetUtcNow());
        return await database.Writer.Write(
            session =>
            {
                var page = StoredMessage.After(session, resync.DocType, after, MessagesAtOnce);
                if (!resync.AdvanceMessages(session, page.Count == 0 ? after : page[^1].Id))
                {
                    return true;
                }

                foreach (var message in page)
                {
                    messages.Tell(session, message, isNews: false);
                }

                if (page.Count == MessagesAtOnce)
                {
                    return true;
                }

                Append(session, LinkEventTypes.SnapshotEnd, end);
                resync.Finish(session);
                session.AfterCommit(() => Log.SnapshotEnded(logger, resync.DocType, resync.Snapshot!, resync.Told));
                return false;
            },
            cancellationToken);
    }

    /// <summary>Of a removed publication there is nothing to tell: an empty snapshot takes it away at the hub.</summary>
    private async Task<bool> ForgetAsync(Resync resync, CancellationToken cancellationToken)
    {
        var end = End(resync, time.GetUtcNow());
        return await database.Writer.Write(
            session =>
            {
                if (PublishedDocument.RemovePiece(session, resync.DocType))
                {
                    return true;
                }

                if (resync.Finish(session))
                {
                    Append(session, LinkEventTypes.SnapshotEnd, end);
                    return false;
                }

                return true;
            },
            cancellationToken);
    }

    private void Told(Resync resync, SnapshotPage page)
    {
        metrics.Told(resync.DocType, page.Shown);
        foreach (var unevaluated in page.Failures)
        {
            unevaluated.Tell(logger, metrics);
        }
    }

    private static Announcement End(Resync resync, DateTimeOffset now) => Compose(new SnapshotEnd(resync.Snapshot!, resync.DocType).WriteTo, now);

    private static Announcement Compose(Action<System.Buffers.IBufferWriter<byte>> write, DateTimeOffset now) => new(Announcement.NewId(now), Announcement.Compose(write));

    private void Append(Session session, string type, Announcement entry) => log.Append(session, Site, type, entry.Data, entry.Id);
}
