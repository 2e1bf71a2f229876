using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Listing;
using SiteHub.Agent.Documents.Refusals;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Resource.Methods;

/// <summary>What Frappe's own screens, and programs that were written by looking at them, ask besides <c>frappe.client</c>.</summary>
internal sealed class DeskMethods(Database database, LinkSearch links, TimeProvider time)
{
    private const int UsualLinks = 10;

    private static readonly Dictionary<string, DocRights> Rights = Enum.GetValues<DocRights>().Where(static right => right != DocRights.None).ToDictionary(static right => right.ToString(), StringComparer.OrdinalIgnoreCase);

    public Task<IResult> HasPermission(MethodCall call)
    {
        var (type, refusal) = call.DocType();
        var name = call.Arguments.Text("docname");
        if (type is null)
        {
            return Answer(refusal!);
        }

        var may = Rights.TryGetValue(call.Arguments.Text("perm_type") ?? nameof(DocRights.Read), out var right) && call.Caller.May(right, type);
        return !string.IsNullOrEmpty(name) && Find(type, name) is null
            ? Answer(Refuse.NoDocument(type.Name, name))
            : Task.FromResult<IResult>(FrappeAnswer.Of("message", json => JsonSerializer.Serialize(json, new { has_permission = may })));
    }

    /// <summary>Whether a document is there, with some of its fields.</summary>
    public Task<IResult> ValidateLink(MethodCall call)
    {
        var (type, refusal) = call.DocType();
        var name = call.Arguments.Required("docname");
        if ((refusal ?? call.Arguments.Refusal ?? (call.Caller.May(DocRights.Read, type!) ? null : Forbid.Read(call.Caller.User, type!.Name))) is { } fault)
        {
            return Answer(fault);
        }

        var byName = JsonSerializer.SerializeToElement(new { name });
        var fields = call.Arguments.Json("fields");
        var (list, wrong) = DocumentList.Of(type!, new ListRequest(fields, byName, default, null, 0, 1, AsLists: false), time);
        return list is null ? Answer(wrong!) : Task.FromResult<IResult>(FrappeAnswer.Of("message", json =>
        {
            var ids = list.Ids(database);
            if (ids.Count == 0)
            {
                json.WriteStartObject();
                json.WriteNull("name");
                json.WriteEndObject();
                return;
            }

            list.With("name").Write(json, database, ids);
        }));
    }

    public Task<IResult> SearchLink(MethodCall call)
    {
        var (type, refusal) = call.DocType();
        var length = call.Arguments.Number("page_length") ?? UsualLinks;
        if ((refusal ?? call.Arguments.Refusal ?? (call.Caller.May(DocRights.Read, type!) ? null : Forbid.List(call.Caller.User, type!.Name))) is { } fault)
        {
            return Answer(fault);
        }

        var (found, wrong) = links.Find(type!, call.Arguments.Text("txt") ?? "", call.Arguments.Json("filters"), length);
        return found is null ? Answer(wrong!) : Task.FromResult<IResult>(FrappeAnswer.Of("message", json => JsonSerializer.Serialize(json, found.Select(static one => new { value = one.Name, description = one.Title ?? "" }))));
    }

    /// <summary>A list with its keys told once.</summary>
    public Task<IResult> Report(MethodCall call)
    {
        var (list, refusal) = Asked(call);
        return list is null ? Answer(refusal!) : Task.FromResult<IResult>(FrappeAnswer.Of("message", json =>
        {
            var ids = list.Ids(database);
            if (ids.Count == 0)
            {
                json.WriteStartArray();
                json.WriteEndArray();
                return;
            }

            json.WriteStartObject();
            json.WritePropertyName("keys");
            JsonSerializer.Serialize(json, list.Keys);
            json.WriteStartArray("values");
            list.Write(json, database, ids);
            json.WriteEndArray();
            json.WriteStartObject("user_info");
            json.WriteEndObject();
            json.WriteEndObject();
        }));
    }

    public Task<IResult> ReportCount(MethodCall call)
    {
        var (list, refusal) = Asked(call);
        return list is null ? Answer(refusal!) : Task.FromResult<IResult>(FrappeAnswer.Of("message", json => json.WriteNumberValue(list.Count(database))));
    }

    private (DocumentList? List, Refusal? Refusal) Asked(MethodCall call)
    {
        var (type, refusal) = call.DocType();
        if (type is null || !call.Caller.May(DocRights.Read, type))
        {
            return (null, refusal ?? Forbid.List(call.Caller.User, type!.Name));
        }

        var (request, wrong) = ListArguments.Read(call.Arguments);
        return request is null ? (null, wrong) : DocumentList.Of(type, request with { AsLists = true }, time);
    }

    private StoredDocument? Find(DocType type, string name) => database.Read(session => StoredDocument.Find(session, type.Name, name)) is { State.Deleted: false } found ? found : null;

    private static Task<IResult> Answer(Refusal refusal) => Task.FromResult<IResult>(FrappeAnswer.Of(refusal));
}
