using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using SiteHub.Delivery.Webhooks;
using SiteHub.Operations.Deliveries;

namespace SiteHub.Operations.Features.Admin.Replays;

/// <summary>What is being sent again, and how far it is.</summary>
[KeepsToSites]
internal sealed class IndexModel(Delivery.Webhooks.Replays replays) : AdminPage
{
    public IReadOnlyList<Replay> Replays { get; private set; } = [];

    /// <summary>The page asks again by itself while something goes on.</summary>
    public bool IsBusy => Replays.Any(static r => !r.IsDone);

    public void OnGet() => Replays = replays.List(within: Seen.Sites);

    [KeepsToSites]
    public async Task<IActionResult> OnPostCancelAsync(string id) => replays.Find(id) is { } replay && !IsSeen(replay) ? NotFound() : Told(await ReplayApi.CancelAsync(id, replays, HttpContext.RequestAborted), "No more is put in line; what is in line is sent.");

    /// <summary>One that was begun for all sites tells how much there is of others.</summary>
    private bool IsSeen(Replay replay) => Seen.HasAll(replay.Filter.Within ?? []);

    public string Chosen(DeliveryFilter filter)
    {
        var parts = new List<string>();
        Add("Webhook", filter.Webhook);
        Add("State", filter.States is { } states ? string.Join(", ", states.Select(s => Words["state: " + JsonNamingPolicy.CamelCase.ConvertName(s.ToString())].Value)) : null);
        Add("DocType", filter.DocType);
        Add("Document", filter.Name);
        Add("Site", filter.Site);
        Add("Since", filter.Since is { } since ? Moment(since) : null);
        Add("Until", filter.Until is { } until ? Moment(until) : null);
        Add("Chosen", filter.Ids?.Count.ToString(System.Globalization.CultureInfo.CurrentCulture));
        return string.Join(" · ", parts);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                parts.Add($"{Words[name].Value}: {value}");
            }
        }
    }
}
