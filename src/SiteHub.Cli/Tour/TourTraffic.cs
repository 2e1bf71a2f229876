using System.Text.Json;
using SiteHub.Cli.Api;
using SiteHub.Cli.Terminal;
using SiteHub.Operations.Configuration;

namespace SiteHub.Cli.Tour;

/// <summary>People of the sites at work: a Quotation every other second, some of them submitted. The hub sends them to two receivers, of which one is not content.</summary>
internal sealed class TourTraffic(SitesFile file, Screen screen)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private static readonly string[] DocTypes = ["Quotation"];
    private static readonly string[] Events = ["after_insert", "on_submit"];
    private static readonly string[] Retries = ["3s", "10s"];

    public async Task Run(CancellationToken cancellationToken)
    {
        await using var receiver = await TourReceiver.Start(cancellationToken);
        using (var hub = RoleApi.Of(file.Hub!))
        {
            await Ensure(hub, "warehouse", TourReceiver.Warehouse, """{"type": "envelope"}""", cancellationToken);
            await Ensure(hub, "billing", TourReceiver.Billing, """{"type": "json", "fields": ["customer", "grand_total", "currency"]}""", cancellationToken);
        }

        var sites = file.Sites.Where(static s => s.Users.Any(static u => u.ApiKey is not null && u.Roles.Contains("System Manager"))).Select(static s => (Site: s, Api: RoleApi.Of(s))).ToList();
        screen.Say($"The tour is on: {string.Join(" and ", sites.Select(static s => s.Site.Slug))} sell, and one receiver is not content. See {new Uri(file.Hub!.Url, "/admin")}");
        try
        {
            for (var round = 0; !cancellationToken.IsCancellationRequested; round++)
            {
                foreach (var (site, api) in sites)
                {
                    await Sell(site, api, round, cancellationToken);
                }

                await Task.Delay(Pace, cancellationToken);
            }
        }
        finally
        {
            sites.ForEach(static s => s.Api.Dispose());
        }
    }

    /// <summary>What is there stays as people have changed it: that is what the tour is about.</summary>
    private static async Task Ensure(RoleApi hub, string name, string url, string body, CancellationToken cancellationToken)
    {
        var there = await hub.Send(HttpMethod.Get, $"/api/v1/webhooks/{name}", RoleApi.Read, null, cancellationToken);
        if (there.Succeeded)
        {
            return;
        }

        await hub.Ask<JsonDocument>(
            HttpMethod.Post,
            "/api/v1/webhooks",
            RoleApi.Admin,
            "the webhook",
            cancellationToken,
            new
            {
                name,
                url,
                docTypes = DocTypes,
                events = Events,
                body = JsonDocument.Parse(body).RootElement,
                retries = Retries,
            });
    }

    private async Task Sell(SiteEntry site, RoleApi api, int round, CancellationToken cancellationToken)
    {
        try
        {
            var customers = await Names(api, "Customer", cancellationToken);
            var items = await Names(api, "Item", cancellationToken);
            if (customers.Count == 0 || items.Count == 0)
            {
                return;
            }

            var rate = 20 + (round % 90);
            var qty = 1 + (round % 5);
            await api.Ask<JsonDocument>(
                HttpMethod.Post,
                "/api/resource/Quotation",
                "",
                "a quotation",
                cancellationToken,
                new { customer = customers[round % customers.Count], docstatus = round % 2, total = qty * rate, grand_total = qty * rate, items = new[] { new { item_code = items[round % items.Count], qty, rate, amount = qty * rate } } });
        }
        catch (Exception e) when (e is StopException or JsonException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // A site that is being started anew sells nothing for a while.
            screen.Quiet($"The tour pauses at {site.Slug}: {e.Message}");
        }
    }

    private static async Task<List<string>> Names(RoleApi api, string docType, CancellationToken cancellationToken)
    {
        using var found = await api.Ask<JsonDocument>(HttpMethod.Get, $"/api/resource/{docType}?limit_page_length=5", "", docType, cancellationToken);
        return [.. found!.RootElement.GetProperty("data").EnumerateArray().Select(static c => c.GetProperty("name").GetString()!)];
    }
}
