using System.Collections.Concurrent;
using System.Reflection;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Webhooks;
using SiteHub.Delivery.Workers;
using SiteHub.Hub.Live;
using SiteHub.Hub.Mail;
using SiteHub.Hub.Tests.Customers;
using SiteHub.Hub.Tests.Mail;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Receiving;
using SiteHub.Protocol.Documents;

namespace SiteHub.Hub.Tests.Workers;

/// <summary>Whatever any step of any worker throws, the worker goes on, and what it was about is done or parked. A new worker without a row here fails.</summary>
public sealed class WorkerTests
{
    private const int RowsEach = 12;

    /// <summary><c>LinkPumps</c> and <c>WebhookPumps</c> run one loop for each link and webhook.</summary>
    private static readonly string[] OneEach = ["links", "webhooks"];

    /// <summary>What starts with the role and has no loop of its own.</summary>
    private static readonly string[] Starters =
    [
        "AuditEnds", "Clock", "HubStart", "LinkPumps", "RecurringLinkJobs", "RecurringWebhookJobs", "RoleJobs", "Start", "Sweep", "WebhookPumps",
    ];

    /// <summary>Each worker of the hub: the steps that it takes, and how it is given something to do.</summary>
    private static readonly Dictionary<string, (string[] Steps, Func<PortalFixture, Task> Give)> Table = new()
    {
        ["mail"] = (["turn", "lanes", "next", "handle", "park", "wake"], static portal => portal.Hub.Database.Writer.Write(db =>
        {
            for (var i = 0; i < RowsEach; i++)
            {
                portal.Hub.Service<Outbox>().Put(db, "nora@lakeside.example", $"mail {i}", "text");
            }
        })),
        ["logouts"] = (["turn", "lanes", "next", "handle", "park", "wake"], static portal => portal.Hub.Database.Writer.Write(db =>
        {
            var now = portal.Hub.Time.GetUtcNow();
            for (var i = 0; i < RowsEach; i++)
            {
                db.Execute("INSERT INTO logout_notice (session_id, person_id, client_id, uri, created, expires, due) VALUES ($1, 'p', 'c', 'http://127.0.0.1:9/', $2, $3, $2)", $"s{i}", now, now.AddSeconds(1));
            }
        })),
        ["receipts"] = (["turn", "lanes", "next", "handle", "park", "wake"], static portal => portal.Hub.Database.Writer.Write(db =>
        {
            for (var i = 0; i < RowsEach; i++)
            {
                portal.Hub.Service<Receipts>().Keep(db, "no-such", "no-such", $"k{i}", "application/json", "{}", "{}"u8.ToArray());
            }
        })),
        ["notifications"] = (["turn", "next", "handle"], static async portal =>
        {
            for (var i = 0; i < RowsEach; i++)
            {
                await portal.Quotation($"QTN-W{i}", "CUST-R");
            }
        }),
        ["alerts"] = (["turn", "handle"], static portal => portal.Hub.Database.Writer.Write(db => db.Execute("UPDATE link SET state = 'needs authorization', reason = 'No.' WHERE name = 'globex'"))),
        ["live feed"] = (["turn", "handle"], static portal =>
        {
            var feed = portal.Hub.Service<LiveFeed>();
            feed.Subscribe("p", new DefaultHttpContext().Response).ShouldNotBeNull();
            for (var i = 0; i < RowsEach; i++)
            {
                feed.ActionChanged("acme", "CUST-R", $"act_{i}");
            }

            return Task.CompletedTask;
        }),
        ["replays"] = (["turn", "lanes", "next", "handle", "park", "wake"], static portal => portal.Hub.Database.Writer.Write(db =>
        {
            for (var i = 0; i < RowsEach; i++)
            {
                db.Execute("INSERT INTO replay (id, filter, state, last_event, created_at) VALUES ($1, '{}', 'Gathering', 0, $2)", $"rpl_{i}", portal.Hub.Time.GetUtcNow());
            }

            db.AfterCommit(portal.Hub.Service<ReplaySignal>().Raise);
        })),
        ["people at sites"] = (["turn"], static _ => Task.CompletedTask),
        ["charts"] = (["turn"], static _ => Task.CompletedTask),
        ["links"] = (["turn"], static _ => Task.CompletedTask),
        ["webhooks"] = (["turn"], static async portal => (await portal.Hub.Service<WebhookRegistry>().Put(Webhook())).ShouldBeEmpty()),
    };

    private static readonly Func<Exception>[] Kinds =
    [
        static () => new InvalidOperationException("thrown by the test"),
        static () => new DatabaseUnavailableException("thrown by the test", new SqliteException("full", 13)),
        static () => new SqliteException("locked", 5),
        static () => new SqliteException("constraint", 19),
        static () => new HttpRequestException("thrown by the test"),
        static () => new OperationCanceledException("thrown by the test"),
        static () => new KeyNotFoundException("thrown by the test"),
        static () => new InsufficientExecutionStackException("thrown by the test"),
    ];

    [Fact]
    public async Task Whatever_any_step_of_any_worker_throws_it_goes_on_and_its_rows_are_done_or_parked()
    {
        await using var server = new SmtpServer();
        await using var portal = await PortalFixture.Started(hub => hub.Mail = new MailEntry("127.0.0.1", server.Port, MailSecurity.None, null, null, "portal@northwind.example"));
        var running = portal.Hub.App.Services.GetServices<IHostedService>().OfType<Worker>().ToList();
        running.Select(static worker => worker.Name).ShouldBe(Table.Keys.Except(OneEach), ignoreOrder: true);
        var thrown = new ConcurrentDictionary<(string, string), int>();
        var workers = portal.Hub.Service<WorkerSet>();
        workers.FirstPause = TimeSpan.FromMilliseconds(2);
        workers.Entering = step =>
        {
            if (Table.TryGetValue(step.Worker, out var row) && row.Steps.Contains(step.Step) && thrown.AddOrUpdate((step.Worker, step.Step), 0, static (_, times) => times + 1) is var time && time < Kinds.Length)
            {
                throw Kinds[time]();
            }
        };

        foreach (var (_, give) in Table.Values)
        {
            await give(portal);
        }

        foreach (var (name, (steps, _)) in Table)
        {
            foreach (var step in steps)
            {
                await Until(() => thrown.GetValueOrDefault((name, step), -1) >= Kinds.Length, () => $"{name} {step}: thrown {thrown.GetValueOrDefault((name, step), -1) + 1} times; {string.Join("; ", workers.Faults)}");
            }
        }

        await Until(() => workers.Faults.Count == 0, () => string.Join("; ", workers.Faults));
        await Until(
            () => Count(portal, "SELECT count(*) FROM mail WHERE due IS NOT NULL") + Count(portal, "SELECT count(*) FROM receipt WHERE due IS NOT NULL") + Count(portal, "SELECT count(*) FROM logout_notice WHERE due IS NOT NULL")
                + Count(portal, "SELECT count(*) FROM replay WHERE state = 'Gathering' AND id NOT IN (SELECT row FROM parked_row WHERE worker = 'replays')") == 0,
            static () => "rows wait still");
        Count(portal, "SELECT count(*) FROM mail WHERE sent IS NOT NULL").ShouldBeGreaterThan(0);
        Count(portal, "SELECT count(*) FROM parked_row WHERE worker = 'mail'").ShouldBeGreaterThan(0);
        Count(portal, "SELECT count(*) FROM receipt WHERE state = 'failed' AND reason IS NOT NULL").ShouldBe(RowsEach);
        Count(portal, "SELECT count(*) FROM replay WHERE state = 'Gathered'").ShouldBeGreaterThan(0);
        running.ShouldAllBe(static worker => !worker.ExecuteTask!.IsCompleted);
        portal.Hub.App.Lifetime.ApplicationStopping.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public void Everything_that_runs_in_the_background_is_on_the_loop_or_only_starts_something()
    {
        var background = Assemblies().SelectMany(static assembly => assembly.GetTypes()).Where(static type => !type.IsAbstract && typeof(IHostedService).IsAssignableFrom(type)).ToList();

        background.Where(static type => !typeof(Worker).IsAssignableFrom(type)).Select(static type => type.Name).Distinct().Order(StringComparer.Ordinal).ShouldBe(Starters);
        background.Where(static type => typeof(BackgroundService).IsAssignableFrom(type)).ShouldAllBe(static type => typeof(Worker).IsAssignableFrom(type));
    }

    [Fact]
    public void No_job_is_retried_beside_its_schedule()
    {
        var jobs = Jobs();

        jobs.Count.ShouldBeGreaterThan(5);
        jobs.Where(static type => type.GetCustomAttribute<AutomaticRetryAttribute>() is not { Attempts: 0 }).ShouldBeEmpty();
    }

    [Fact]
    public async Task Whatever_any_job_throws_is_said_until_it_does_well_again_and_ends_nothing()
    {
        await using var hub = await HubFixture.Started();
        var (workers, jobs) = (hub.Service<WorkerSet>(), hub.Service<IBackgroundJobClientV2>());
        var methods = Jobs().SelectMany(static type => type.GetMethods().Where(static method => method.GetCustomAttribute<JobDisplayNameAttribute>() is not null).Select(method => (Type: type, Method: method))).ToList();
        var runs = methods.ConvertAll(static run => new Job(run.Type, run.Method, [.. run.Method.GetParameters().Select(static p => p.ParameterType == typeof(string) ? "x" : (object)CancellationToken.None)]));
        runs.Count.ShouldBeGreaterThan(12);
        var thrown = new ConcurrentDictionary<string, int>();
        foreach (var kind in Kinds)
        {
            thrown.Clear();
            workers.Entering = step =>
            {
                if (step.Worker.StartsWith("job ", StringComparison.Ordinal))
                {
                    thrown.AddOrUpdate(step.Worker, 1, static (_, times) => times + 1);
                    throw kind();
                }
            };
            runs.ForEach(run => jobs.Create(run, new EnqueuedState()));
            await Until(() => runs.TrueForAll(run => workers.Faults.Any(fault => fault.Worker == NameOf(run))), () => $"{kind().GetType().Name}: {string.Join("; ", runs.Select(NameOf).Except(workers.Faults.Select(static fault => fault.Worker)))}");
            thrown.Keys.ShouldBeSubsetOf(workers.Faults.Select(static fault => fault.Worker));

            workers.Entering = null;
            runs.ForEach(run => jobs.Create(run, new EnqueuedState()));
            await Until(() => workers.Faults.Count == 0, () => string.Join("; ", workers.Faults));
        }

        hub.App.Lifetime.ApplicationStopping.IsCancellationRequested.ShouldBeFalse();

        static string NameOf(Job job) => $"job {job.Type.Name}.{job.Method.Name}";
    }

    [Fact]
    public async Task What_a_job_throws_is_said_until_it_does_well_again()
    {
        await using var hub = await HubFixture.Started();
        var workers = hub.Service<WorkerSet>();
        await hub.Database.Writer.Write(static db => db.Execute("ALTER TABLE mail RENAME TO mail_away"));

        hub.Service<IBackgroundJobClientV2>().Enqueue<MailJobs>(static job => job.Trim(CancellationToken.None));
        await Until(() => workers.Faults.Any(static fault => fault.Worker == "job MailJobs.Trim"), () => string.Join("; ", workers.Faults));
        await hub.Database.Writer.Write(static db => db.Execute("ALTER TABLE mail_away RENAME TO mail"));
        hub.Service<IBackgroundJobClientV2>().Enqueue<MailJobs>(static job => job.Trim(CancellationToken.None));

        await Until(() => workers.Faults.All(static fault => fault.Worker != "job MailJobs.Trim"), () => string.Join("; ", workers.Faults));
    }

    [Fact]
    public async Task A_signal_that_throws_after_a_commit_costs_the_writer_nothing()
    {
        await using var hub = await HubFixture.Started();
        var heard = false;

        await hub.Database.Writer.Write(db =>
        {
            db.AfterCommit(static () => throw new InvalidOperationException("thrown by the test"));
            db.AfterCommit(() => heard = true);
        });

        await hub.Database.Writer.Write(static db => db.Execute("DELETE FROM parked_row"));
        heard.ShouldBeTrue();
    }

    private static List<Type> Jobs() =>
        Assemblies().SelectMany(static assembly => assembly.GetTypes()).Where(static type => type.GetMethods().Any(static method => method.GetCustomAttribute<JobDisplayNameAttribute>() is not null)).ToList();

    private static WebhookDefinition Webhook() => WebhookSecrets.Complete(
        new WebhookDefinition
        {
            Id = WebhookDefinition.NewId(),
            Name = "away",
            DocTypes = ["Note"],
            Events = [DocEvents.OnUpdate],
            Url = "http://127.0.0.1:9/",
            Body = new WebhookBody.Document(),
        },
        null,
        TimeProvider.System.GetUtcNow());

    private static Assembly[] Assemblies() => [typeof(WorkerSet).Assembly, typeof(Receipts).Assembly, typeof(HubApplication).Assembly];

    private static long Count(PortalFixture portal, string sql) => portal.Hub.Database.Read(session => session.Long(sql)) ?? 0;

    private static async Task Until(Func<bool> holds, Func<string> otherwise)
    {
        for (var i = 0; i < 1_200 && !holds(); i++)
        {
            await Task.Delay(50);
        }

        holds().ShouldBeTrue(otherwise());
    }
}
