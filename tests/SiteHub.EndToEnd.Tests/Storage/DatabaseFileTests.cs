using System.Diagnostics;
using System.Net;
using Microsoft.Data.Sqlite;
using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.Storage;

/// <summary>A full disk, a lock and a damaged file: said clearly, nothing answered that is not kept, and over when the cause is.</summary>
public sealed class DatabaseFileTests
{
    [Fact]
    public async Task On_a_full_disk_a_site_refuses_saves_keeps_what_it_answered_and_goes_on_when_there_is_room()
    {
        Assert.SkipUnless(Environment.UserName == "root", "Only root can mount a small disk.");
        await using var world = new World();
        var folder = Directory.CreateDirectory(world.Site("acme").Folder).FullName;
        await RunAsync("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder);
        try
        {
            await world.StartAllAsync();
            var answered = new List<string>();
            SiteClient.Answer answer;
            do
            {
                (await world.At("acme").BulkAsync(Quotations.DocType, Enumerable.Repeat(world.Quotation("acme", docStatus: 1), 1_000))).Status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable);
                answer = await world.At("acme").InsertAsync(Quotations.DocType, world.Quotation("acme", docStatus: 1));
                if (answer.IsSuccess)
                {
                    answered.Add(answer.Document.GetProperty("name").GetString()!);
                }
            }
            while (answer.IsSuccess && answered.Count < 200);

            answer.Status.ShouldBe(HttpStatusCode.ServiceUnavailable, answer.Text);
            await RunAsync("mount", "-o", "remount,size=256m", folder);
            await Until.Holds(async () => answered.Add(await world.InsertQuotationAsync("acme")));
            foreach (var name in answered)
            {
                (await world.At("acme").ReadAsync(Quotations.DocType, name)).ShouldSucceed();
                await Until.Holds(async () => (await world.Api.DocumentAsync("acme", Quotations.DocType, name)).Status.ShouldBe(HttpStatusCode.OK), 60);
            }
        }
        finally
        {
            world.Site("acme").Kill();
            await RunAsync("umount", folder);
        }
    }

    [Fact]
    public async Task While_another_process_holds_the_database_saves_are_refused_and_afterwards_taken()
    {
        await using var world = await World.StartAsync();
        using (var connection = new SqliteConnection($"Data Source={world.Site("acme").DatabaseFile};Pooling=False"))
        {
            connection.Open();
            using var held = connection.BeginTransaction();
            var refused = await world.At("acme").InsertAsync(Quotations.DocType, world.Quotation("acme"));
            refused.Status.ShouldBe(HttpStatusCode.ServiceUnavailable, refused.Text);
        }

        (await world.At("acme").InsertAsync(Quotations.DocType, world.Quotation("acme"))).ShouldSucceed();
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_named_and_left_as_it_is()
    {
        await using var world = await World.StartAsync();
        var site = world.Site("acme");
        await site.StopAsync();
        var rubbish = new byte[8_192];
        Array.Fill(rubbish, (byte)'x');
        await File.WriteAllBytesAsync(site.DatabaseFile, rubbish);

        await site.LaunchAsync();

        await Until.Holds(() => site.IsRunning.ShouldBeFalse());
        string.Join('\n', site.Output).ShouldContain(site.DatabaseFile);
        (await File.ReadAllBytesAsync(site.DatabaseFile)).ShouldBe(rubbish);
    }

    private static async Task RunAsync(string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await process.StandardError.ReadToEndAsync());
    }
}
