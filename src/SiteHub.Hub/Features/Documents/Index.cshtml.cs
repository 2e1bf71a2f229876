using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Actions;
using SiteHub.Hub.Customers;
using SiteHub.Operations.Problems;

namespace SiteHub.Hub.Features.Documents;

/// <summary>A member's documents of all companies. What is filtered by stands in the address.</summary>
internal sealed class IndexModel(Database database, ActionCatalogue catalogue) : MemberPage
{
    public new DocumentPage Page { get; private set; } = new([], null);

    public IReadOnlyList<Fault> Faults { get; private set; } = [];

    public IReadOnlyList<string> DocTypes { get; private set; } = [];

    public IReadOnlyList<string> Statuses { get; private set; } = [];

    public string ExportAddress => Address("/documents/export", null);

    public string? NextAddress => Page.Next is { } next ? Address("/documents", next) : null;

    public string? Given(string name) => Request.Query[name].FirstOrDefault() is { Length: > 0 } value ? value : null;

    public bool IsGiven(string status) => Request.Query["status"].Contains(status);

    public void OnGet()
    {
        (var query, Faults) = DocumentQuery.Read(Request.Query);
        if (query is not null)
        {
            Page = database.Read(session => DocumentList.Read(session, Reader, query));
        }

        DocTypes = [.. Sites.Keys.SelectMany(site => catalogue.Of(site).DocTypes).Select(static docType => docType.Name).Distinct().Order(StringComparer.Ordinal)];
        Statuses = database.Read(session => DocumentList.Statuses(session, Reader));
    }

    private string Address(string path, string? cursor)
    {
        var query = new QueryBuilder(Request.Query.Where(static parameter => parameter.Key != "cursor").SelectMany(static parameter => parameter.Value.OfType<string>().Where(static value => value.Length > 0).Select(value => KeyValuePair.Create(parameter.Key, value))));
        if (cursor is not null)
        {
            query.Add("cursor", cursor);
        }

        return path + query.ToQueryString();
    }
}

internal static class StatusColour
{
    /// <summary>By the usual words of ERP systems; never the only sign of it.</summary>
    public static string Of(string status) => status switch
    {
        "Paid" or "Completed" or "Ordered" or "Resolved" or "completed" => "bg-green-lt",
        "Overdue" or "Lost" or "Cancelled" or "refused" or "failed" or "expired" => "bg-red-lt",
        "Unpaid" or "Partly Paid" or "Open" or "Replied" or "unknown" => "bg-orange-lt",
        _ => "bg-blue-lt",
    };
}
