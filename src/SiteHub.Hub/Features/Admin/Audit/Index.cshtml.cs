using Microsoft.AspNetCore.Mvc;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Operations.Features.Admin;
using SiteHub.Operations.Problems;

namespace SiteHub.Hub.Features.Admin.Audit;

/// <summary>Who did what, and whether any of it was tampered with.</summary>
internal sealed class IndexModel(Database database, AuditCheck check) : AdminPage
{
    private static readonly string[] Asked = ["who", "what", "since", "until", "text"];

    public IReadOnlyList<AuditRow> Rows { get; private set; } = [];

    public IReadOnlyDictionary<string, string> Names { get; private set; } = new Dictionary<string, string>();

    public IReadOnlyList<Fault> Faults { get; private set; } = [];

    public long? Next { get; private set; }

    public AuditVerdict? Verdict { get; private set; }

    public string Query(string name) => Request.Query[name].ToString();

    public string Address(long before) => "/admin/audit?" + string.Join('&', Asked.Where(name => Query(name).Length > 0).Select(name => $"{name}={Uri.EscapeDataString(Query(name))}").Append($"before={before}"));

    public void OnGet() => Load();

    /// <summary>Reading is enough for it: a check changes nothing.</summary>
    public void OnGetCheck()
    {
        Verdict = check.Verify();
        Load();
    }

    private void Load()
    {
        var (query, faults) = AuditQuery.Read(new Microsoft.AspNetCore.Http.QueryCollection(Request.Query.Where(static p => p.Key != "handler").ToDictionary(static p => p.Key, static p => p.Value)));
        Faults = faults;
        if (query is null)
        {
            return;
        }

        (var page, Names) = database.Read(session =>
        {
            var rows = (query with { Limit = query.Limit + 1 }).Page(session);
            return (rows, AuditNames.Of(session, rows));
        });
        Rows = [.. page.Take(query.Limit)];
        Next = page.Count > query.Limit ? page[query.Limit - 1].Seq : null;
    }
}
