using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Listing;
using SiteHub.Agent.Documents.Refusals;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Resource.Methods;

/// <summary>Those of <c>frappe.client</c> that only read.</summary>
internal sealed class ReadingMethods(Database database, TimeProvider time)
{
    public Task<IResult> GetList(MethodCall call)
    {
        var (list, refusal) = Asked(call);
        return Task.FromResult<IResult>(list is null ? FrappeAnswer.Of(refusal!) : new ListAnswer("message", list, database));
    }

    public Task<IResult> GetCount(MethodCall call)
    {
        var (list, refusal) = Asked(call);
        return Task.FromResult<IResult>(list is null ? FrappeAnswer.Of(refusal!) : FrappeAnswer.Of("message", json => json.WriteNumberValue(list.Count(database))));
    }

    /// <summary>By name, or the first that fits the filters.</summary>
    public Task<IResult> Get(MethodCall call)
    {
        var (type, refusal) = call.DocType();
        if (type is null || !call.Caller.May(DocRights.Read, type))
        {
            return Task.FromResult<IResult>(FrappeAnswer.Of(refusal ?? Forbid.Read(call.Caller.User, type!.Name)));
        }

        var name = call.Arguments.Text("name");
        if (string.IsNullOrEmpty(name))
        {
            var (list, wrong) = Asked(call);
            if (list is null)
            {
                return Task.FromResult<IResult>(FrappeAnswer.Of(wrong!));
            }

            var first = list.Ids(database).Take(1).Select(id => database.Read(session => StoredDocument.Find(session, id))).FirstOrDefault();
            return Task.FromResult<IResult>(Whole(type, first, ""));
        }

        return Task.FromResult<IResult>(Whole(type, database.Read(session => StoredDocument.Find(session, type.Name, name)), name));
    }

    /// <summary>Some fields of the first that fits.</summary>
    public Task<IResult> GetValue(MethodCall call)
    {
        var (type, refusal) = call.DocType();
        if (type is null || !call.Caller.May(DocRights.Read, type))
        {
            return Task.FromResult<IResult>(FrappeAnswer.Of(refusal ?? Forbid.Read(call.Caller.User, type!.Name)));
        }

        // What Python's client sends for none is the text of a null.
        var filters = call.Arguments.Text("filters") is "null" ? default : call.Arguments.Json("filters");
        var byName = filters.ValueKind == JsonValueKind.String && filters.GetString() is not "" ? JsonSerializer.SerializeToElement(new { name = filters.GetString() }) : filters;
        var (list, wrong) = DocumentList.Of(type, new ListRequest(call.Arguments.Json("fieldname"), byName, default, null, 0, 1, AsLists: call.Arguments.IsOff("as_dict")), time);
        if ((call.Arguments.Refusal ?? wrong) is { } fault)
        {
            return Task.FromResult<IResult>(FrappeAnswer.Of(fault));
        }

        var ids = list!.Ids(database);
        if (list.AsLists && ids.Count == 0)
        {
            return Task.FromResult(MethodCall.Nothing);
        }

        return Task.FromResult<IResult>(FrappeAnswer.Of("message", json =>
        {
            if (list.AsLists && list.Keys.Count() == 1)
            {
                list.WriteValue(json, database, ids[0]);
                return;
            }

            if (ids.Count == 0)
            {
                json.WriteStartObject();
                json.WriteEndObject();
                return;
            }

            list.Write(json, database, ids);
        }));
    }

    private static FrappeAnswer Whole(DocType type, StoredDocument? stored, string name) =>
        stored is { State.Deleted: false }
            ? FrappeAnswer.Of("message", json => DocumentAnswer.WriteWhole(json, stored.State.Body.Span))
            : FrappeAnswer.Of(Refuse.NoDocument(type.Name, name));

    private (DocumentList? List, Refusal? Refusal) Asked(MethodCall call)
    {
        var (type, refusal) = call.DocType();
        if (type is null)
        {
            return (null, refusal);
        }

        if (!call.Caller.May(DocRights.Read, type))
        {
            return (null, Forbid.List(call.Caller.User, type.Name));
        }

        var (request, wrong) = ListArguments.Read(call.Arguments);
        return request is null ? (null, wrong) : DocumentList.Of(type, request, time);
    }
}
