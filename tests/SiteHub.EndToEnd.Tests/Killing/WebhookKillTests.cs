using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SiteHub.Delivery.Tests.Webhooks;
using SiteHub.EndToEnd.Tests.Agreements;
using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.Killing;

/// <summary>kill -9 of a site whose webhook sends to a receiver that now and then fails, or takes a delivery and cannot say so.</summary>
public sealed class WebhookKillTests
{
    private const int Writers = 6;
    private const string Slug = "acme";

    private readonly ConcurrentQueue<Telling> _told = new();

    private sealed record Telling(string Id, string Name, long Revision);

    [Fact]
    public Task Three_kills_forget_no_delivery_and_who_leaves_out_ids_that_they_know_is_told_every_version_once_in_order() => Forget_nothing(kills: 3);

    [Fact]
    [Trait("Run", "Soak")]
    public Task Twenty_kills_forget_no_delivery_and_who_leaves_out_ids_that_they_know_is_told_every_version_once_in_order() => Forget_nothing(kills: 20);

    private async Task Forget_nothing(int kills)
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        await using var receiver = await Receiver.StartAsync();
        receiver.Answers = http => TakeAsync(http, new Random(Interlocked.Increment(ref seed)));
        await using var world = new World();
        var site = world.Site(Slug);
        await site.StartAsync();
        (await world.At(Slug).SendAsync(HttpMethod.Post, "/api/v1/webhooks", Webhook(receiver.Url))).ShouldSucceed();
        using var stop = new CancellationTokenSource();
        var work = Enumerable.Range(0, Writers).Select(number => WriteAsync(world, number, stop.Token)).ToList();

        await KillAsync(site, kills, new Random(seed), Task.WhenAny(work));

        // A few kills are over soon: what was told meanwhile must be enough to show something.
        await Task.WhenAny(
            Until.Holds(() =>
            {
                var told = _told.ToList();
                told.DistinctBy(static telling => telling.Id).Count().ShouldBeInRange((10 * kills) + 1, told.Count - 1);
                told.DistinctBy(static telling => telling.Name).Count().ShouldBeGreaterThan(kills);
            }),
            Task.WhenAny(work));
        await stop.CancelAsync();
        await Task.WhenAll(work);
        await Until.Holds(async () => (await StatusAsync(world)).ShouldSatisfyAllConditions(s => ((int)s["pending"]!).ShouldBe(0), s => ((int)s["waiting"]!).ShouldBe(0)));
        ((int)(await StatusAsync(world))["dead"]!).ShouldBe(0);

        TestContext.Current.TestOutputHelper?.WriteLine($"{_told.Count} told, {_told.DistinctBy(t => t.Id).Count()} ids");
        var once = _told.DistinctBy(telling => telling.Id).ToList();
        once.Count.ShouldBeLessThan(_told.Count, "some came twice, or the kills met nothing");
        once.Count.ShouldBeGreaterThan(10 * kills);
        ShouldBeWhatWasSaved(world, once);
        once.DistinctBy(telling => telling.Name).Count().ShouldBeGreaterThan(kills);
    }

    /// <summary>Makes documents and changes each a few times. Whether a change whose answer did not come was saved is for the database to say.</summary>
    private static async Task WriteAsync(World world, int number, CancellationToken stop)
    {
        for (var paper = 0; !stop.IsCancellationRequested; paper++)
        {
            var key = $"{number}-{paper}";
            SiteClient.Answer? made = null;
            while (made is null)
            {
                made = await TryAsync(() => world.At(Slug).InsertAsync(Quotations.DocType, world.Quotation(Slug, key), key));
            }

            var name = made.ShouldSucceed().Document.GetProperty("name").GetString()!;
            for (var change = 1; change <= 10; change++)
            {
                (await TryAsync(() => world.At(Slug).UpdateAsync(Quotations.DocType, name, new JsonObject { ["remarks"] = $"{key} {change}" })))?.ShouldSucceed();
            }
        }
    }

    private static async Task<SiteClient.Answer?> TryAsync(Func<Task<SiteClient.Answer>> work)
    {
        try
        {
            return await work() is { Status: not HttpStatusCode.ServiceUnavailable } answer ? answer : null;
        }
        catch (Exception e) when (Until.IsNoAnswer(e))
        {
            await Task.Delay(25, CancellationToken.None);
            return null;
        }
    }

    private static async Task KillAsync(Role site, int kills, Random random, Task failed)
    {
        for (var kill = 0; kill < kills; kill++)
        {
            await Task.WhenAny(Task.Delay(random.Next(50, 1_000)), failed);
            if (failed.IsCompleted)
            {
                return;
            }

            // Half of the kills meet a site that serves, the others one at any point of its start.
            site.Kill();
            await site.LaunchAsync();
            if (random.Next(2) == 0)
            {
                await site.ReadyAsync();
            }
        }

        await site.ReadyAsync();
    }

    /// <summary>A document's revision says how often it was saved, also where the answer did not come.</summary>
    private static void ShouldBeWhatWasSaved(World world, List<Telling> told)
    {
        var saved = new DatabaseFile(world.Site(Slug).DatabaseFile).Many(
            "SELECT name, revision FROM document WHERE doc_type = 'Quotation'", row => (Name: row.GetString(0), Revision: row.GetInt64(1)));
        var byName = told.ToLookup(telling => telling.Name, telling => telling.Revision);
        foreach (var (name, revision) in saved)
        {
            byName[name].ShouldBe(Enumerable.Range(1, (int)revision).Select(r => (long)r), name);
        }
    }

    private async Task TakeAsync(HttpContext http, Random random)
    {
        var dice = random.Next(20);
        if (dice == 0)
        {
            http.Response.StatusCode = 500;
            return;
        }

        await Task.Delay(random.Next(20));
        var headers = http.Request.Headers;
        _told.Enqueue(new Telling(headers["webhook-id"]!, headers["X-Document"]!, long.Parse(headers["X-Revision"]!, CultureInfo.InvariantCulture)));
        if (dice == 1)
        {
            http.Abort();
        }
    }

    private static JsonObject Webhook(string url) => new()
    {
        ["name"] = "told",
        ["docTypes"] = new JsonArray(Quotations.DocType),
        ["events"] = new JsonArray("on_update"),
        ["url"] = url,
        ["headers"] = new JsonArray(new JsonObject { ["name"] = "X-Document", ["value"] = "{{ name }}" }, new JsonObject { ["name"] = "X-Revision", ["value"] = "{{ revision }}" }),
        ["retries"] = new JsonArray([.. Enumerable.Repeat("100ms", 50).Select(wait => (JsonNode)wait)]),
    };

    private static async Task<JsonNode> StatusAsync(World world) => (await world.At(Slug).SendAsync(HttpMethod.Get, "/api/v1/webhooks/told")).ShouldSucceed().Json["status"]!;
}
