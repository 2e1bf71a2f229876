using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Listing;
using SiteHub.Agent.Documents.Refusals;
using SiteHub.Agent.Documents.Saving;
using SiteHub.Agent.People;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Resource;

/// <summary>Frappe's <c>/api/resource</c>.</summary>
internal static class ResourceEndpoints
{
    public static IEndpointRouteBuilder MapResource(this IEndpointRouteBuilder app)
    {
        var resource = app.MapGroup("/api/resource").AddEndpointFilter<UnreadableBody>().WithTags("Documents");
        resource.MapGet("/{docType}", List).WithSummary("Documents of a DocType: fields, filters, or_filters, order_by, limit_start, limit_page_length");
        resource.MapPost("/{docType}", Insert).WithSummary("Insert a document; as application/x-ndjson, any number of them, one a line");
        resource.MapGet("/{docType}/{**name}", Read).WithSummary("One document");
        resource.MapPut("/{docType}/{**name}", Update).WithSummary("Change a document; docstatus 1 submits it, 2 cancels it");
        resource.MapPost("/{docType}/{**name}", Run).WithSummary("run_method=submit or run_method=cancel");
        resource.MapDelete("/{docType}/{**name}", Delete).WithSummary("Delete a document");
        return app;
    }

    private static IResult List(HttpContext http, DocTypeCatalogue docTypes, KnownKeys keys, Database database, TimeProvider time)
    {
        var (request, answer) = ResourceRequest.Of(http, docTypes, keys);
        if (request is null)
        {
            return answer!;
        }

        if (!request.Caller.May(DocRights.Read, request.Type))
        {
            return FrappeAnswer.Of(Forbid.List(request.Caller.User, request.Type.Name));
        }

        var (arguments, wrong) = ListArguments.Read(Arguments.OfQuery(http.Request));
        var (list, refusal) = arguments is null ? (null, wrong) : DocumentList.Of(request.Type, arguments, time);
        return list is null ? FrappeAnswer.Of(refusal!) : new ListAnswer("data", list, database);
    }

    private static async Task<IResult> Insert(HttpContext http, DocTypeCatalogue docTypes, KnownKeys keys, Insertion insertion, BulkInsertion bulk)
    {
        var (request, answer) = ResourceRequest.Of(http, docTypes, keys);
        return request is null ? answer!
            : BulkInsertion.IsMeant(http.Request) ? await bulk.Answer(http, request)
            : await insertion.Answer(http, request);
    }

    private static IResult Read(HttpContext http, DocTypeCatalogue docTypes, KnownKeys keys, Database database, TimeProvider time)
    {
        var (request, answer) = ResourceRequest.Of(http, docTypes, keys);
        if (request is not { Name: { } name })
        {
            return answer ?? List(http, docTypes, keys, database, time);
        }

        if (!request.Caller.May(DocRights.Read, request.Type))
        {
            return FrappeAnswer.Of(Forbid.Read(request.Caller.User, request.Type.Name));
        }

        return database.Read(session => StoredDocument.Find(session, request.Type.Name, name)) is { State.Deleted: false } stored
            ? FrappeAnswer.Of("data", json => DocumentAnswer.WriteWithoutNulls(json, stored.State.Body.Span, inserted: false))
            : FrappeAnswer.Of(Refuse.NoDocument(request.Type.Name, name));
    }

    private static async Task<IResult> Update(HttpContext http, DocTypeCatalogue docTypes, KnownKeys keys, DocumentSaving saving)
    {
        var (request, answer) = ResourceRequest.Of(http, docTypes, keys);
        if (request is null)
        {
            return answer!;
        }

        var (given, refusal) = await GivenDocument.Read(http.Request, request.Type, http.RequestAborted);
        return refusal is not null
            ? FrappeAnswer.Of(refusal)
            : DocumentAnswer.Data(await saving.Update(request.Type, request.Name ?? "", given, null, request.Caller, http.RequestAborted));
    }

    private static async Task<IResult> Run(HttpContext http, DocTypeCatalogue docTypes, KnownKeys keys, DocumentSaving saving, Insertion insertion, BulkInsertion bulk)
    {
        var (request, answer) = ResourceRequest.Of(http, docTypes, keys);
        if (request is not { Name: { } name })
        {
            return answer ?? await Insert(http, docTypes, keys, insertion, bulk);
        }

        var arguments = await Arguments.Read(http.Request, http.RequestAborted);
        var method = arguments.Required("run_method");
        if (arguments.Refusal is not null)
        {
            return FrappeAnswer.Of(arguments.Refusal);
        }

        return method is "submit" or "cancel"
            ? DocumentAnswer.Data(await saving.Update(request.Type, name, default, method == "submit" ? 1 : 2, request.Caller, http.RequestAborted))
            : FrappeAnswer.Of(Forbid.Method(method));
    }

    private static async Task<IResult> Delete(HttpContext http, DocTypeCatalogue docTypes, KnownKeys keys, DocumentSaving saving)
    {
        var (request, answer) = ResourceRequest.Of(http, docTypes, keys);
        if (request is null)
        {
            return answer!;
        }

        return await saving.Delete(request.Type, request.Name ?? "", request.Caller, http.RequestAborted) is SaveOutcome.Refused refused
            ? FrappeAnswer.Of(refused.Why)
            : FrappeAnswer.Of("data", "ok", StatusCodes.Status202Accepted);
    }
}
