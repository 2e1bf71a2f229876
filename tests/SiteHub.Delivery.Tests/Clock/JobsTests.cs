using Hangfire;
using Hangfire.Storage;
using static SiteHub.Delivery.Tests.Clock.ClockedRole;

namespace SiteHub.Delivery.Tests.Clock;

public sealed class JobsTests
{
    private static string Some(string what) => $"{what} {Guid.NewGuid():N}";

    [Fact]
    public async Task What_was_done_and_what_waits_stand_there_after_a_restart()
    {
        await using var role = await new ClockedRole().StartAsync();
        var (done, waits) = (Some("done"), Some("waits"));
        await role.DoAsync(done);
        role.Jobs.Schedule<Chores>(chores => chores.Do(waits), TimeSpan.FromHours(1));
        role.Recurring.AddOrUpdate<Chores>("again", static chores => chores.Again(), Cron.Yearly);
        await Until(() => role.Scheduled.Contains(waits), "it waits");

        await role.RestartAsync();

        await Until(() => role.Succeeded.Contains(done) && role.Scheduled.Contains(waits), "history and schedule are there");
        Chores.Done.Count(what => what == done).ShouldBe(1);
    }

    [Fact]
    public async Task What_is_armed_again_after_a_restart_takes_the_place_of_what_an_earlier_process_armed()
    {
        await using var role = await new ClockedRole().StartAsync();
        var waits = Some("waits");
        for (var start = 0; start < 3; start++)
        {
            role.Jobs.Schedule<Chores>(chores => chores.Do(waits), TimeSpan.FromHours(1));
            await Until(() => role.Scheduled.Contains(waits), "it waits");
            await role.DoAsync(Some("between"));
            await role.RestartAsync();
        }

        await role.DoAsync(Some("at last"));
        role.Scheduled.ShouldBe([waits]);
    }

    [Fact]
    public async Task A_wake_up_that_is_taken_back_waits_no_more()
    {
        await using var role = await new ClockedRole().StartAsync();
        var waits = Some("waits");
        var id = role.Jobs.Schedule<Chores>(chores => chores.Do(waits), TimeSpan.FromHours(1));
        await Until(() => role.Scheduled.Contains(waits), "it waits");

        role.Jobs.Delete(id).ShouldBeTrue();

        await Until(() => !role.Scheduled.Contains(waits), "it waits no more");
        role.Jobs.Delete(id).ShouldBeFalse();
    }

    [Fact]
    public async Task What_a_killed_process_had_begun_is_begun_again_at_once()
    {
        await using var role = await new ClockedRole().StartAsync();
        var what = Some("cut off");
        await role.DoAsync(what);
        await role.StopAsync();

        // As kill -9 leaves it: fetched, being done, and locks of the dead.
        role.Execute($"UPDATE Job SET StateName = 'Processing', ExpireAt = 0 WHERE Arguments LIKE '%{what}%'").ShouldBe(1);
        role.Execute($"INSERT INTO JobQueue (JobId, Queue, FetchedAt) SELECT Id, 'default', {DateTimeOffset.UnixEpoch.AddYears(200).Ticks} FROM Job WHERE Arguments LIKE '%{what}%'").ShouldBe(1);
        role.Execute("INSERT INTO DistributedLock (Id, Resource, ResourceKey, ExpireAt) VALUES ('x', 'HangFire:locks:schedulepoller', 'x', 3155378975999999999)").ShouldBe(1);
        await role.StartAsync();

        await Until(() => Chores.Done.Count(done => done == what) == 2, "it is done once more");
        var later = Some("timed");
        role.Jobs.Schedule<Chores>(chores => chores.Do(later), TimeSpan.FromSeconds(1));
        await Until(() => Chores.Done.Contains(later), "the clock of those that wait goes");
    }

    [Theory]
    [InlineData("SiteHub.Delivery.Tests.Clock.Chores", "SiteHub.Delivery.Tests.Clock.Removed")]
    [InlineData("Chores, SiteHub.Delivery.Tests", "Chores, SiteHub.Renamed")]
    [InlineData("SiteHub.Delivery.Tests", "SiteHub.Renamed.Altogether")]
    [InlineData("\"Do\"", "\"Undo\"")]
    public async Task Jobs_whose_code_is_gone_are_removed_at_start(string was, string now)
    {
        await using var role = await new ClockedRole().StartAsync();
        var waits = Some("waits");
        role.Jobs.Schedule<Chores>(chores => chores.Do(waits), TimeSpan.FromHours(1));
        role.Recurring.AddOrUpdate<Chores>("by the hour", chores => chores.Do(waits), Cron.Hourly);
        await Until(() => role.Scheduled.Contains(waits), "it waits");
        await role.StopAsync();
        role.Execute($"UPDATE Job SET InvocationData = replace(InvocationData, '{was}', '{now}')");
        role.Execute($"UPDATE Hash SET Value = replace(Value, '{was}', '{now}') WHERE Field = 'Job'");

        await role.StartAsync();

        await role.DoAsync(Some("else"));
        role.Scheduled.ShouldBeEmpty();
        using var connection = role.Jobs.Storage.GetConnection();
        connection.GetRecurringJobs().ShouldBeEmpty();
    }

    public static TheoryData<string> Harms => ["deleted", "deleted with its log", "overwritten", "emptied", "replaced", "its log deleted", "its pages overwritten", "its tables dropped", "a folder in its place"];

    [Theory]
    [MemberData(nameof(Harms))]
    public async Task A_file_that_is_lost_or_damaged_under_way_is_begun_anew_with_all_that_is_armed(string harm)
    {
        await using var role = await new ClockedRole().StartAsync();
        var (waits, soon) = (Some("waits"), Some("soon"));
        role.Jobs.Schedule<Chores>(chores => chores.Do(waits), TimeSpan.FromHours(1));
        role.Jobs.Schedule<Chores>(chores => chores.Do(soon), TimeSpan.FromSeconds(3));
        role.Recurring.AddOrUpdate<Chores>("again", static chores => chores.Again(), Cron.Yearly);
        await Until(() => role.Scheduled.Contains(waits) && role.Scheduled.Contains(soon), "they wait");

        Harm(role.File, harm, role);
        for (var i = 0; i < 20; i++)
        {
            // No call may throw while nothing is well.
            role.Recurring.AddOrUpdate<Chores>("again", static chores => chores.Again(), Cron.Yearly);
            role.Jobs.Delete(role.Jobs.Schedule<Chores>(static chores => chores.Do("never"), TimeSpan.FromMinutes(1)));
            await Task.Delay(20);
        }

        await Until(() => Chores.Done.Contains(soon), "what was due soon is done");
        await role.DoAsync(Some("after"));
        await Until(() => role.Scheduled.Contains(waits), "what is due later waits again");
        await Until(
            () =>
            {
                using var connection = role.Jobs.Storage.GetConnection();
                return connection.GetRecurringJobs() is [{ Id: "again" }];
            },
            "what recurs does");
        System.IO.File.Exists(role.File).ShouldBeTrue();
        if (harm == "replaced")
        {
            await Until(() => System.IO.File.Exists(System.IO.Path.ChangeExtension(role.File, ".damaged.db")), "the copy in its place is put aside");
        }
    }

    [Theory]
    [InlineData("overwritten")]
    [InlineData("emptied")]
    [InlineData("its pages overwritten")]
    [InlineData("a folder in its place")]
    public async Task A_file_that_was_damaged_between_two_starts_keeps_nobody_from_starting(string harm)
    {
        await using var role = await new ClockedRole().StartAsync();
        await role.DoAsync(Some("before"));
        await role.StopAsync();
        Harm(role.File, harm, role);

        await role.StartAsync();

        await role.DoAsync(Some("after"));
    }

    [Fact]
    public async Task In_memory_there_is_no_file_and_the_history_ends_with_the_process()
    {
        await using var role = await new ClockedRole(inMemory: true).StartAsync();
        var done = Some("done");
        await role.DoAsync(done);

        await role.RestartAsync();

        await role.DoAsync(Some("after"));
        role.Succeeded.ShouldNotContain(done);
        Directory.GetFiles(role.Folder).ShouldBeEmpty();
    }

    private static void Harm(string file, string how, ClockedRole role)
    {
        var noise = new byte[200_000];
        Random.Shared.NextBytes(noise);
        switch (how)
        {
            case "deleted":
                File.Delete(file);
                break;
            case "deleted with its log":
                File.Delete(file);
                File.Delete(file + "-wal");
                File.Delete(file + "-shm");
                break;
            case "overwritten":
                File.WriteAllBytes(file, noise);
                break;
            case "emptied":
                File.WriteAllBytes(file, []);
                break;
            case "replaced":
                var other = file + ".other";
                File.Copy(file, other);
                File.Move(other, file, overwrite: true);
                break;
            case "its log deleted":
                File.Delete(file + "-wal");
                break;
            case "its pages overwritten":
                role.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
                using (var open = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                {
                    open.Position = 4096;
                    open.Write(noise);
                }

                break;
            case "its tables dropped":
                role.Execute("DROP TABLE JobQueue; DROP TABLE Hash; DROP TABLE [Set]");
                break;
            case "a folder in its place":
                File.Delete(file);
                Directory.CreateDirectory(file);
                break;
        }
    }
}
