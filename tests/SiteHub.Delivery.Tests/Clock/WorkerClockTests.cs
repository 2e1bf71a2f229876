using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Microsoft.Extensions.Time.Testing;
using SiteHub.Delivery.Workers;

namespace SiteHub.Delivery.Tests.Clock;

/// <summary>A worker that has something due in a moment is woken then, and not by the sweep of every minute.</summary>
public sealed class WorkerClockTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void One_whose_job_runs_at_once_is_armed_again_for_the_same_time()
    {
        var jobs = new Jobs();
        var clock = new WorkerClock(jobs, _time);
        jobs.Created = () => clock.Woke("logouts");
        var due = _time.GetUtcNow().AddMilliseconds(400);

        clock.WakeAt("logouts", due);
        clock.WakeAt("logouts", due);

        jobs.Due.Count.ShouldBe(2, "the first has run, and found nothing due yet");
        jobs.Created = null;
        clock.WakeAt("logouts", due);
        clock.WakeAt("logouts", due);
        jobs.Due.Count.ShouldBe(3, "one that waits is not doubled");
    }

    [Fact]
    public void A_job_is_asked_for_no_earlier_than_the_row_is_due_whatever_the_jobs_clock_rounds_off()
    {
        var jobs = new Jobs();
        var clock = new WorkerClock(jobs, _time);
        foreach (var wait in new[] { 1, 10, 999, 1000, 1001, 2500, 60_500 })
        {
            var before = TimeProvider.System.GetUtcNow();
            clock.WakeAt("logouts", _time.GetUtcNow().AddMilliseconds(wait));

            var asked = jobs.Due[^1];
            (asked.Ticks % TimeSpan.TicksPerSecond).ShouldBe(0);
            asked.ShouldBeGreaterThanOrEqualTo(before.UtcDateTime.AddMilliseconds(wait));
        }
    }

    [Fact]
    public void One_that_could_not_be_armed_is_armed_at_the_next_occasion()
    {
        var jobs = new Jobs { Created = static () => throw new InvalidOperationException("The jobs' database is away.") };
        var clock = new WorkerClock(jobs, _time);
        var due = _time.GetUtcNow().AddSeconds(2);
        Should.Throw<BackgroundJobClientException>(() => clock.WakeAt("logouts", due));
        jobs.Created = null;

        clock.WakeAt("logouts", due);

        jobs.Due.Count.ShouldBe(1);
    }

    private sealed class Jobs : IBackgroundJobClientV2
    {
        public List<DateTime> Due { get; } = [];

        public Action? Created { get; set; }

        public JobStorage Storage => throw new NotSupportedException();

        public string Create(Job job, IState state, IDictionary<string, object>? parameters)
        {
            try
            {
                Created?.Invoke();
            }
            catch (InvalidOperationException away)
            {
                throw new BackgroundJobClientException(away.Message, away);
            }

            Due.Add(((ScheduledState)state).EnqueueAt);
            return $"{Due.Count}";
        }

        public string Create(Job job, IState state) => Create(job, state, null);

        public bool ChangeState(string jobId, IState state, string expectedState) => true;
    }
}
