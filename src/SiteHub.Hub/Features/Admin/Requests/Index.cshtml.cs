using Microsoft.AspNetCore.Mvc;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Actions;
using SiteHub.Hub.Customers;
using SiteHub.Operations.Features.Admin;

namespace SiteHub.Hub.Features.Admin.Requests;

/// <summary>What members asked the sites for, newest first.</summary>
internal sealed class IndexModel(Database database) : AdminPage
{
    private const int PageSize = 50;

    [BindProperty(SupportsGet = true)]
    public long? Ticks { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    public IReadOnlyList<ActionView> Requests { get; private set; } = [];

    public ActionView? Last { get; private set; }

    public void OnGet()
    {
        (DateTimeOffset, string)? before = Ticks is { } ticks and > 0 && ticks < DateTimeOffset.MaxValue.Ticks && After is not null ? (new DateTimeOffset(ticks, TimeSpan.Zero), After) : null;
        var page = database.Read(session => ActionView.List(session, new Reader(null, null), before, PageSize + 1, string.IsNullOrEmpty(State) ? null : State));
        Requests = [.. page.Take(PageSize)];
        Last = page.Count > PageSize ? Requests[^1] : null;
    }
}
