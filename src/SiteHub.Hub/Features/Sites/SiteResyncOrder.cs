using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Problems;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;

namespace SiteHub.Hub.Features.Sites;

/// <summary>An operator wants a site's documents told again from the start. It goes over the link, so it arrives even if the site is down now.</summary>
internal static class SiteResyncOrder
{
    /// <param name="DocType">whose publication; null for all of them</param>
    /// <param name="Reason">for the people at the site</param>
    public sealed record Order(string? DocType, string? Reason);

    /// <param name="Entry">the order's place in the link's log</param>
    public sealed record Answer(string Site, string? DocType, long Entry);

    public static async Task<Results<Accepted<Answer>, Problem>> HandleAsync(
        string site, Order? order, LinkLog log, LinkRegistry links, Database database, CancellationToken cancellationToken)
    {
        if (links.List().All(l => l.Link != site))
        {
            return new Problem(StatusCodes.Status404NotFound, "not-found", $"There is no link to a site '{site}'; GET /api/v1/links lists them.");
        }

        var data = new ArrayBufferWriter<byte>();
        new SiteResync(order?.DocType, string.IsNullOrWhiteSpace(order?.Reason) ? "asked for by an operator" : order.Reason).WriteTo(data);
        var place = await database.Writer.Write(s => log.Append(s, site, LinkEventTypes.SiteResync, data.WrittenMemory), cancellationToken);
        return TypedResults.Accepted("/api/v1/links", new Answer(site, order?.DocType, place.Seq));
    }
}
