using System.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using SiteHub.Delivery.Webhooks;
using SiteHub.Operations.Deliveries;
using SiteHub.Operations.Webhooks;
using Fault = SiteHub.Operations.Problems.Fault;

namespace SiteHub.Operations.Features.Admin.Deliveries;

/// <summary>What was and will be sent. The choice stands in the address; what it chooses can be replayed.</summary>
[KeepsToSites]
internal sealed class IndexModel(Delivery.Webhooks.Deliveries deliveries, WebhookRegistry registry, IWebhookDocuments documents, Delivery.Webhooks.Replays replays, TimeProvider time) : AdminPage
{
    private const int PageSize = 50;

    /// <summary>A rare thing among millions is looked for piece by piece: the page comes at once, and goes on looking.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(60);

    [BindProperty(SupportsGet = true)]
    public string? Webhook { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? DocType { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Document { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Site { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Since { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Until { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Next { get; set; }

    public IReadOnlyList<DeliveryView> Deliveries { get; private set; } = [];

    /// <summary>Asks for what follows; null at the end.</summary>
    public string? More { get; private set; }

    public IReadOnlyList<Fault> Faults { get; private set; } = [];

    public IReadOnlyList<WebhookDefinition> Webhooks { get; private set; } = [];

    public IReadOnlyList<string> Sites { get; private set; } = [];

    public IEnumerable<string> DocTypes => Webhooks.SelectMany(static w => w.DocTypes).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    public bool IsFiltered => Given is not { Webhook: null, ChoosesNothing: true, DocType: null, Site: null };

    private GivenFilter Given => new(Empty(Webhook), Empty(State), Empty(DocType), Empty(Document), Empty(Site), Empty(Since), Empty(Until));

    /// <summary>What a press of the button would send again, to be said yes to.</summary>
    public ReplaySummary? Asked { get; private set; }

    public void OnGet() => Load();

    private DeliveryFilter? Load()
    {
        Webhooks = [.. registry.Definitions.Where(w => Seen.HasAll(w.Sites)).OrderBy(static w => w.Name, StringComparer.CurrentCulture)];
        Sites = [.. documents.Sites.Where(Seen.Has)];
        var faults = new List<Fault>();
        var filter = Given.Read(time.GetUtcNow(), faults) with { Sites = Sites, Within = Seen.Sites?.ToList() };
        Faults = faults;
        if (faults.Count > 0)
        {
            return null;
        }

        (Deliveries, More) = Look(filter);
        return filter;
    }

    [KeepsToSites]
    public async Task<IActionResult> OnPostReplayAsync(string[] ids, bool sure)
    {
        if (ids.Length == 0 && !IsFiltered)
        {
            return Warn("Tick those that are to be sent again, or search for them first.");
        }

        if (!sure)
        {
            if (Load() is { } filter)
            {
                Asked = ReplaySummary.Of(deliveries, ids.Length > 0 ? new DeliveryFilter { Ids = ids, Within = Seen.Sites?.ToList() } : filter, ids);
            }

            return Page();
        }

        var given = ids.Length > 0 ? new GivenFilter(null, null, null, null, null, null, null, ids) : Given with { Since = Empty(Since) ?? (IsFiltered ? "2000-01-01" : null) };
        var answer = await DeliveryApi.ReplayAsync(given, Seen, registry, replays, time, HttpContext.RequestAborted);
        return answer is Problems.Problem ? Told(answer, "") : Redirect("/admin/replays");
    }

    /// <summary>The same choice, somewhere else in it.</summary>
    public string Address(string? next) => "/admin/deliveries?" + string.Join('&', new (string Name, string? Value)[] {
        ("webhook", Webhook), ("state", State), ("docType", DocType), ("document", Document), ("site", Site), ("since", Since), ("until", Until), ("next", next) }
        .Where(static p => !string.IsNullOrEmpty(p.Value)).Select(static p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));

    private (IReadOnlyList<DeliveryView> Found, string? More) Look(DeliveryFilter filter)
    {
        var began = Stopwatch.GetTimestamp();
        var found = new List<DeliveryView>();
        var next = Next;
        do
        {
            var page = deliveries.List(filter, next, PageSize - found.Count);
            found.AddRange(page.Deliveries);
            next = page.Next;
        }
        while (next is not null && found.Count < PageSize && Stopwatch.GetElapsedTime(began) < Patience);
        return (found, next);
    }

    private static string? Empty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
