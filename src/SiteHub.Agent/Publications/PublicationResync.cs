using Microsoft.AspNetCore.Http;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Features.Admin.Links;
using SiteHub.Operations.Problems;

namespace SiteHub.Agent.Publications;

/// <summary>Tells the hub a publication from the start, or all of them.</summary>
internal sealed class PublicationResync(Database database, ResyncSignal signal, TimeProvider time) : ILinkResync
{
    public async Task<IResult> Resync(string link, string? docType, string? reason, CancellationToken cancellationToken)
    {
        var asked = await database.Writer.Write(
            session =>
            {
                var chosen = session.Many("SELECT doc_type FROM publication WHERE $1 IS NULL OR doc_type = $1", static row => row.Text(0), docType);
                foreach (var one in chosen)
                {
                    Publications.Resync.Request(session, one, reason ?? "asked for by an operator", time.GetUtcNow());
                }

                session.AfterCommit(signal.Raise);
                return chosen.Count;
            },
            cancellationToken);
        return asked > 0 || docType is null ? TypedResults.Accepted((string?)null) : new Problem(StatusCodes.Status404NotFound, "not-found", $"This site publishes no {docType}.");
    }
}
