using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using SiteHub.Agent.Documents.Bulk;
using SiteHub.Agent.Documents.Refusals;
using SiteHub.Agent.Resource.Idempotency;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Problems;

namespace SiteHub.Agent.Resource;

/// <summary>POST of <c>application/x-ndjson</c>: SiteHub's own form of inserting many documents. Frappe has nothing like it.</summary>
internal sealed class BulkInsertion(BulkInsert bulk, KeptRequests kept)
{
    public static bool IsMeant(HttpRequest request) =>
        request.ContentType is { } type
        && (type.StartsWith("application/x-ndjson", StringComparison.OrdinalIgnoreCase) || type.StartsWith("application/jsonl", StringComparison.OrdinalIgnoreCase));

    public async Task<IResult> Answer(HttpContext http, ResourceRequest request)
    {
        if (!request.Caller.May(DocRights.Create, request.Type))
        {
            return FrappeAnswer.Of(Forbid.Create(request.Caller.User, request.Type.Name));
        }

        var (key, malformed) = IdempotencyKey.Of(http.Request, request.Caller.User);
        if (malformed is not null)
        {
            return FrappeAnswer.Of(malformed);
        }

        // The whole has no bound, each line has.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (key is not { } known)
        {
            return await Run(http, request, null);
        }

        using var progress = await Open(known, request.Type.Name, http.RequestAborted);
        return progress is null ? FrappeAnswer.Of(IdempotencyKey.InProgress()) : await Run(http, request, progress);
    }

    private async Task<KeptBulk?> Open(IdempotencyKey key, string docType, CancellationToken cancellationToken)
    {
        try
        {
            return await KeptBulk.Open(key, docType, kept, cancellationToken);
        }
        catch (KeyTakenException)
        {
            return null;
        }
    }

    private async Task<IResult> Run(HttpContext http, ResourceRequest request, KeptBulk? progress)
    {
        var count = progress?.Done ?? BulkCount.Nothing;
        try
        {
            var lines = new LineReader(http.Request.BodyReader, Body.MaxBytes);
            if (await bulk.Run(request.Type, lines, request.Caller, progress, told => count = told, http.RequestAborted) is not { } done)
            {
                return FrappeAnswer.Of(IdempotencyKey.UsedOtherwise());
            }

            var answer = Told(done);
            if (progress is { IsFinished: false })
            {
                await kept.Finish(progress.Before.Id, progress.Mark(), answer, http.RequestAborted);
            }

            return answer;
        }
        catch (DatabaseUnavailableException)
        {
            http.Response.Headers.RetryAfter = "1";
            return new Problem(
                StatusCodes.Status503ServiceUnavailable,
                "storage-unavailable",
                "The database cannot take this now. What was inserted stays; send the rest again, or all of it under the same Idempotency-Key.",
                null,
                new("inserted", count.Inserted),
                new("failed", count.Failed),
                new("lines", count.Lines));
        }
    }

    private static FrappeAnswer Told(BulkCount count) => FrappeAnswer.Of(StatusCodes.Status200OK, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("inserted", count.Inserted);
        json.WriteNumber("failed", count.Failed);
        json.WriteStartArray("faults");
        foreach (var fault in count.Faults)
        {
            json.WriteStartObject();
            json.WriteNumber("line", fault.Line);
            json.WriteString("exc_type", fault.ExcType);
            json.WriteString("message", fault.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (count.Failed > count.Faults.Count)
        {
            json.WriteNumber("faults_not_shown", count.Failed - count.Faults.Count);
        }

        json.WriteEndObject();
    });
}
