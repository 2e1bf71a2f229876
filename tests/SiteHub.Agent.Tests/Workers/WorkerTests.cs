using System.Collections.Concurrent;
using System.Reflection;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SiteHub.Agent.Publications;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Webhooks;
using SiteHub.Delivery.Workers;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Receiving;
using SiteHub.Protocol.Documents;

namespace SiteHub.Agent.Tests.Workers;

/// <summary>A site's workers go on whatever their steps throw. A new worker without a row here fails.</summary>
public sealed class WorkerTests
{
    private const int RowsEach = 12;

    private static readonly string[] Steps = ["turn", "lanes", "next", "handle", "park", "wake"];

    private static readonly string[] Starters = ["Clock", "SeedStart", "SignInClock", "SiteStart", "SourceAuthorizationClock"];

    /// <summary>The steps of each. What the hub has too is given its rows there.</summary>
    private static readonly Dictionary<string, string[]> Table = new() { ["actions"] = Steps, ["messages"] = Steps, ["resync"] = Steps, ["receipts"] = Steps, ["alerts"] = ["turn"], ["charts"] = ["turn"], ["replays"] = Steps, ["key renewal"] = ["turn"] };

    private static readonly Func<Exception>[] Kinds =
    [
        static () => new InvalidOperationException("thrown by the test"),
        static () => new DatabaseUnavailableException("thrown by the test", new SqliteException("full", 13)),
        static () => new SqliteException("locked", 5),
        static () => new SqliteException("constraint", 19),
        static () => new OperationCanceledException("thrown by the test"),
        static () => new KeyNotFoundException("thrown by the test"),
    ];

    [Fact]
    public async Task Whatever_any_step_of_any_worker_throws_it_goes_on_and_its_rows_are_done_or_parked()
    {
        await using var site = new SiteFixture();
        site.Publications.Add(new PublicationEntry("Note", null, [new PublishedField("title", "title", null)], null, CardEntry.Empty));
        await site.Start();
        var running = site.Service<IEnumerable<IHostedService>>().OfType<Worker>().ToList();
        running.Select(static worker => worker.Name).ShouldBe(Table.Keys, ignoreOrder: true);
        var thrown = new ConcurrentDictionary<(string, string), int>();
        var workers = site.Service<WorkerSet>();
        workers.FirstPause = TimeSpan.FromMilliseconds(2);
        workers.Entering = step =>
        {
            if (Table.TryGetValue(step.Worker, out var steps) && steps.Contains(step.Step) && thrown.AddOrUpdate((step.Worker, step.Step), 0, static (_, times) => times + 1) is var time && time < Kinds.Length)
            {
                throw Kinds[time]();
            }
        };

        await site.Database.Writer.Write(db =>
        {
            for (var i = 0; i < RowsEach; i++)
            {
                Resync.Request(db, $"Type {i}", "test", site.Time.GetUtcNow());
                site.Service<Receipts>().Keep(db, "no-such", "no-such", $"k{i}", "application/json", "{}", "{}"u8.ToArray());
                db.Execute(
                    "INSERT INTO action_request (id, action, doc_type, name, hash, account, issuer, subject, email, input, expires, received, state, changed) VALUES ($1, 'a', 'Note', 'n', 'h', 'x', 'i', 's', 'e', '{}', $2, $2, 'received', $2)",
                    $"act_{i}",
                    site.Time.GetUtcNow());
                db.Execute(
                    "INSERT INTO message (message, doc_type, name, account, issuer, subject, email, author, text, at, attempt, state, changed) VALUES ($1, 'Note', 'n', 'x', 'i', 's', 'e', 'e', 't', $2, 1, 'received', $2)",
                    $"msg_{i}",
                    site.Time.GetUtcNow());
            }

            for (var i = 0; i < RowsEach; i++)
            {
                db.Execute("INSERT INTO replay (id, filter, state, last_event, created_at) VALUES ($1, '{}', 'Gathering', 0, $2)", $"rpl_{i}", site.Time.GetUtcNow());
            }

            db.AfterCommit(site.Service<ReplaySignal>().Raise);
            db.AfterCommit(site.Service<Agent.Enrolment.RenewalSignal>().Raise);
            db.AfterCommit(site.Service<ResyncSignal>().Raise);
            db.AfterCommit(site.Service<Agent.Actions.ActionSignal>().Raise);
            db.AfterCommit(site.Service<Agent.Conversation.MessageSignal>().Raise);
        });

        await Eventually.True(() => Table.All(row => row.Value.All(step => thrown.GetValueOrDefault((row.Key, step), -1) >= Kinds.Length)));
        await Eventually.True(() => workers.Faults.Count == 0);
        await Eventually.True(() => site.Database.Read(static db =>
            db.Long("SELECT (SELECT count(*) FROM receipt WHERE due IS NOT NULL) + (SELECT count(*) FROM resync WHERE doc_type NOT IN (SELECT row FROM parked_row WHERE worker = 'resync')) + (SELECT count(*) FROM action_request WHERE state = 'received' AND id NOT IN (SELECT row FROM parked_row WHERE worker = 'actions')) + (SELECT count(*) FROM message WHERE state = 'received' AND message NOT IN (SELECT row FROM parked_row WHERE worker = 'messages'))")) == 0);
        site.Database.Read(static db => db.Long("SELECT count(*) FROM action_request WHERE state = 'expired'"))!.Value.ShouldBeGreaterThan(0);
        site.Database.Read(static db => db.Long("SELECT count(*) FROM message WHERE state = 'refused'"))!.Value.ShouldBeGreaterThan(0);
        running.ShouldAllBe(static worker => !worker.ExecuteTask!.IsCompleted);
    }

    [Fact]
    public async Task Whatever_any_job_throws_is_said_until_it_does_well_again_and_ends_nothing()
    {
        // One that mirrors another system has jobs besides. Nobody has connected it, so that it asks nothing.
        await using var site = new SiteFixture { Linked = true, Frappe = new FrappeEntry(new Uri("http://127.0.0.1:1"), null, FrappeBudget.Default) { OAuth = new FrappeOAuthEntry("c", new Secret("s"), FrappeOAuthEntry.UsualScopes) } };
        await site.Start();
        var (workers, jobs) = (site.Service<WorkerSet>(), site.Service<IBackgroundJobClientV2>());
        var types = typeof(SiteApplication).Assembly.GetTypes().Where(static type => type.GetMethods().Any(static method => method.GetCustomAttribute<JobDisplayNameAttribute>() is not null)).ToList();
        types.ShouldAllBe(static type => type.GetCustomAttribute<AutomaticRetryAttribute>()!.Attempts == 0);
        var runs = types.SelectMany(static type => type.GetMethods().Where(static method => method.GetCustomAttribute<JobDisplayNameAttribute>() is not null).Select(method => new Job(type, method, [.. method.GetParameters().Select(static _ => (object)CancellationToken.None)]))).ToList();
        runs.Count.ShouldBeGreaterThan(3);
        foreach (var kind in Kinds)
        {
            workers.Entering = step => _ = step.Worker.StartsWith("job ", StringComparison.Ordinal) ? throw kind() : false;
            runs.ForEach(run => jobs.Create(run, new EnqueuedState()));
            await Eventually.True(() => runs.TrueForAll(run => workers.Faults.Any(fault => fault.Worker == $"job {run.Type.Name}.{run.Method.Name}")));

            workers.Entering = null;
            runs.ForEach(run => jobs.Create(run, new EnqueuedState()));
            await Eventually.True(() => workers.Faults.Count == 0);
        }

        site.Service<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public void Everything_that_runs_in_the_background_is_on_the_loop_or_only_starts_something()
    {
        var background = typeof(SiteApplication).Assembly.GetTypes().Where(static type => !type.IsAbstract && typeof(IHostedService).IsAssignableFrom(type)).ToList();

        background.Where(static type => !typeof(Worker).IsAssignableFrom(type)).Select(static type => type.Name).Distinct().Order(StringComparer.Ordinal).ShouldBe(Starters);
    }
}
