using System.Collections.Frozen;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Refusals;
using SiteHub.Agent.People;

namespace SiteHub.Agent.Resource.Methods;

/// <summary>Frappe's <c>/api/method</c>, as far as programs use it to work with documents.</summary>
internal sealed class MethodEndpoints
{
    private readonly FrozenDictionary<string, (bool Writes, Func<MethodCall, Task<IResult>> Run)> _methods;
    private readonly DocTypeCatalogue _docTypes;
    private readonly KnownKeys _keys;

    public MethodEndpoints(ReadingMethods reading, DeskMethods desk, SavingMethods saving, DocTypeCatalogue docTypes, KnownKeys keys)
    {
        (_docTypes, _keys) = (docTypes, keys);
        _methods = new Dictionary<string, (bool, Func<MethodCall, Task<IResult>>)>
        {
            ["ping"] = (false, static _ => Task.FromResult<IResult>(FrappeAnswer.Of("message", "pong"))),
            ["frappe.ping"] = (false, static _ => Task.FromResult<IResult>(FrappeAnswer.Of("message", "pong"))),
            ["frappe.auth.get_logged_user"] = (false, LoggedUser),
            ["frappe.client.get_list"] = (false, reading.GetList),
            ["frappe.client.get_count"] = (false, reading.GetCount),
            ["frappe.client.get"] = (false, reading.Get),
            ["frappe.client.get_value"] = (false, reading.GetValue),
            ["frappe.client.has_permission"] = (false, desk.HasPermission),
            ["frappe.client.validate_link"] = (false, desk.ValidateLink),
            ["frappe.desk.search.search_link"] = (false, desk.SearchLink),
            ["frappe.desk.reportview.get"] = (false, desk.Report),
            ["frappe.desk.reportview.get_count"] = (false, desk.ReportCount),
            ["login"] = (true, static _ => Task.FromResult<IResult>(FrappeAnswer.Of(Refusal.Thrown("AuthenticationError", "There are no passwords here: send an API key and its secret as Authorization: token KEY:SECRET", StatusCodes.Status401Unauthorized)))),
            ["logout"] = (false, static _ => Task.FromResult(MethodCall.Nothing)),
            ["frappe.client.insert"] = (true, saving.Insert),
            ["frappe.client.insert_many"] = (true, saving.InsertMany),
            ["frappe.client.save"] = (true, saving.Save),
            ["frappe.client.submit"] = (true, saving.Submit),
            ["frappe.client.cancel"] = (true, saving.Cancel),
            ["frappe.client.delete"] = (true, saving.Delete),
            ["frappe.client.set_value"] = (true, saving.SetValue),
            ["frappe.client.bulk_update"] = (true, saving.BulkUpdate),
            ["frappe.client.rename_doc"] = (true, saving.Rename),
            ["frappe.rename_doc"] = (true, saving.Rename),
        }.ToFrozenDictionary();
    }

    public async Task<IResult> Run(string method, HttpContext http)
    {
        if (Credentials.Of(http.Request, _keys) is not { } caller)
        {
            return FrappeAnswer.Of(Forbid.Credentials());
        }

        if (!_methods.TryGetValue(method, out var known))
        {
            return FrappeAnswer.Of(Refuse.Invalid($"Failed to get method for command {method} with No module named '{Module(method)}'"));
        }

        if (known.Writes && HttpMethods.IsGet(http.Request.Method))
        {
            // A link that somebody is made to follow must not change anything.
            return FrappeAnswer.Of(Forbid.Method(method));
        }

        var arguments = await Arguments.Read(http.Request, http.RequestAborted);
        return arguments.Refusal is { } refusal
            ? FrappeAnswer.Of(refusal)
            : await known.Run(new MethodCall(caller, arguments, _docTypes, http.RequestAborted));
    }

    private static Task<IResult> LoggedUser(MethodCall call) =>
        Task.FromResult<IResult>(call.Caller == Caller.Guest ? FrappeAnswer.Of(Forbid.Method("frappe.auth.get_logged_user")) : FrappeAnswer.Of("message", call.Caller.User));

    private static string Module(string method) =>
        method.LastIndexOf('.') is > 0 and var dot ? method[..dot] : method;
}

internal static class MethodRoutes
{
    public static IEndpointRouteBuilder MapMethods(this IEndpointRouteBuilder app)
    {
        app.MapMethods("/api/method/{method}", ["GET", "POST", "PUT", "DELETE"], static (string method, HttpContext http, MethodEndpoints endpoints) => endpoints.Run(method, http))
            .AddEndpointFilter<UnreadableBody>()
            .WithTags("Methods")
            .WithSummary("frappe.client.* and frappe.auth.get_logged_user, as far as they work with documents");
        return app;
    }
}
