using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Links;

namespace SiteHub.Benchmarks.Hubs;

/// <summary>The limit that storing is held against: a batch is admitted, verified, parsed and prepared, and then only said to be stored.</summary>
internal sealed class ReceiverWithoutStore(
    Database database, ILinkApplier applier, RejectedEntries rejects, LinkMetrics metrics, TimeProvider time, ILogger<LinkReceiver> log)
    : LinkReceiver(database, applier, rejects, metrics, time, log)
{
    protected override Task<Tally?> StoreAsync(Link link, LinkBatch batch, Func<Session, ApplyOutcome>[] prepared, CancellationToken cancellationToken) =>
        Task.FromResult<Tally?>(new Tally { Applied = prepared.Length });
}
