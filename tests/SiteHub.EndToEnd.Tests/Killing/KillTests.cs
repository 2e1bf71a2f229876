using System.Text.Json.Nodes;
using SiteHub.EndToEnd.Tests.Agreements;
using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.Killing;

/// <summary>kill -9 of anything, at any moment, under load in both directions.</summary>
public sealed class KillTests
{
    private const int ClerksPerSite = 4;

    private static readonly string[] Sites = ["acme", "globex"];

    [Fact]
    public Task Three_kills_at_random_moments_lose_nothing_and_double_nothing() => Lose_and_double_nothing(kills: 3);

    [Fact]
    [Trait("Run", "Soak")]
    public Task Twenty_kills_at_random_moments_lose_nothing_and_double_nothing() => Lose_and_double_nothing(kills: 20);

    private static async Task Lose_and_double_nothing(int kills)
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        await using var world = await World.StartAsync();
        using var stop = new CancellationTokenSource();
        var clerks = Sites.SelectMany((slug, site) => Enumerable.Range(0, ClerksPerSite).Select(number => new Clerk(world, slug, number, seed + (site * 100) + number))).ToList();
        var orders = OrderAsync(world, kills / 2, stop.Token);
        var work = clerks.Select(clerk => clerk.WorkAsync(stop.Token)).ToList();

        await KillAsync(world, kills, new Random(seed), Task.WhenAny(work.Append(orders)));

        // A few kills are over soon, and without enough work around them they meet nothing.
        await Task.WhenAny(Until.Holds(() => clerks.Sum(clerk => clerk.Published.Count).ShouldBeGreaterThan(10 * kills)), Task.WhenAny(work));
        await stop.CancelAsync();
        await Task.WhenAll(work);
        (await orders).ShouldBeGreaterThan(kills / 2);
        await Agreement.ReachedAsync(world, Sites);
        foreach (var slug in Sites)
        {
            Timelines.ShouldBeTheLog(world, slug);
            ShouldRemember(world, slug, clerks.Where(clerk => clerk.Site == slug));
            (await world.Api.RejectedAsync(slug)).ShouldBeEmpty();
        }

        clerks.Sum(clerk => clerk.Doubts).ShouldBeGreaterThan(0);
        clerks.Sum(clerk => clerk.Published.Count).ShouldBeGreaterThan(10 * kills);
    }

    private static async Task KillAsync(World world, int kills, Random random, Task failed)
    {
        var roles = world.Roles.ToList();
        var first = roles.ToArray();
        random.Shuffle(first);
        for (var kill = 0; kill < kills; kill++)
        {
            // Everybody once, then half of the kills meet the hub; some meet a role that has only just begun to start.
            var role = kill < first.Length ? first[kill] : roles[random.Next(2) == 0 ? 0 : random.Next(1, roles.Count)];
            await Task.WhenAny(Task.Delay(random.Next(50, 1_000)), failed);
            if (failed.IsCompleted)
            {
                return;
            }

            role.Kill();
            await role.LaunchAsync();
            if (random.Next(4) > 0)
            {
                await role.ReadyAsync();
            }
        }

        await Task.WhenAll(roles.Select(role => role.ReadyAsync()));
    }

    /// <summary>Traffic from the hub to the sites, until there was enough of it.</summary>
    private static async Task<int> OrderAsync(World world, int enough, CancellationToken stop)
    {
        var taken = 0;
        for (var i = 0; !stop.IsCancellationRequested || taken <= enough; i++)
        {
            try
            {
                await world.Api.PostAsync($"/api/v1/sites/{Sites[i % 2]}/resync", new JsonObject { ["docType"] = Quotations.DocType, ["reason"] = $"order {i}" });
                taken++;
            }
            catch (Exception e) when (Until.IsNoAnswer(e))
            {
            }

            await Task.Delay(150, CancellationToken.None);
        }

        return taken;
    }

    /// <summary>Whatever was answered as done is done at the site, once, and the hub has seen each published revision of it.</summary>
    private static void ShouldRemember(World world, string slug, IEnumerable<Clerk> clerks)
    {
        var rows = new DatabaseFile(world.Site(slug).DatabaseFile).Many(
            "SELECT name, modified, deleted, CASE deleted WHEN 0 THEN body ->> '$.remarks' END FROM document WHERE doc_type = 'Quotation'",
            row => (Name: row.GetString(0), Modified: row.GetString(1), IsGone: row.GetInt64(2) == 1, Remark: row.TextOrNull(3)));
        var living = rows.Where(row => !row.IsGone).ToDictionary(row => row.Name, row => row.Modified);
        var moments = Timelines.Moments(world, slug);
        foreach (var clerk in clerks)
        {
            clerk.Papers.Where(paper => living.GetValueOrDefault(paper.Name) != paper.Modified).ShouldBeEmpty($"{slug}: saved, and not as it was answered");
            clerk.Gone.Where(living.ContainsKey).ShouldBeEmpty($"{slug}: deleted or renamed, and still there");
            clerk.Published.Where(paper => !moments.Contains(($"Quotation {paper.Name}", paper.Moment))).ShouldBeEmpty($"{slug}: saved, and missing in the hub's timeline");
        }

        var counts = rows.Where(row => !row.IsGone).CountBy(row => row.Remark ?? "").ToDictionary();
        clerks.SelectMany(clerk => clerk.Inserted).Where(inserted => counts.GetValueOrDefault(inserted.Key) > inserted.Value).ShouldBeEmpty($"{slug}: inserted twice");
        clerks.SelectMany(clerk => clerk.Inserted).Where(inserted => inserted.Value > 1 && counts.GetValueOrDefault(inserted.Key) != inserted.Value).ShouldBeEmpty($"{slug}: of many that were inserted at once, some are missing");
    }
}
