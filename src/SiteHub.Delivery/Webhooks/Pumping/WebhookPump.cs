using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Clock;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Tracing;
using SiteHub.Delivery.Workers;

namespace SiteHub.Delivery.Webhooks;

/// <summary>
/// Sends one webhook's deliveries: several at a time, one a document. One loop does everything but waiting for answers and for the disk; all it
/// knows it could read again from the rows, so that it can die at any point.
/// </summary>
internal sealed class WebhookPump(
    Webhook webhook, Database database, WebhookSender sender, OutcomeWriter outcomes, WebhookClock clock, WebhookMetrics metrics, SteadyClock steady, TimeProvider time, ILogger log) : IDisposable
{
    private const int Page = 100;
    private const int PageBytes = 1024 * 1024;

    /// <summary>Tries whose outcome is not stored yet: a disk that is slow must not make the pump run far ahead.</summary>
    private const int MaxUnsettled = 1_000;

    /// <summary>Those behind others of their documents, in memory: one document may have changed a million times.</summary>
    private const int MaxInHand = 1_000;

    /// <summary>What has only failed for so long is held.</summary>
    private static readonly TimeSpan FailingFor = TimeSpan.FromDays(5);

    private static readonly TimeSpan RememberEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<Action> _inbox = new();
    private readonly Hand _hand = new();
    private readonly RateLimit _rate = new();
    private readonly Throttle _throttle = new();
    private readonly Circuit _circuit = new();
    private readonly Alarm _alarm = new(webhook, clock, time);
    private bool _mustLoad = true;
    private bool _gone;
    private bool _drained;
    private long _read;
    private long _remembered;
    private DateTimeOffset _rememberedAt;
    private DateTimeOffset _askedUntil;
    private DateTimeOffset? _nextDue;
    private int _inFlight;
    private bool _hasTrouble;
    private Task _reevaluation = Task.CompletedTask;

    private WebhookDefinition Definition => webhook.Compiled.Definition;

    /// <summary>Until the webhook is gone, or the role stops and the answers under way are in.</summary>
    public async Task RunAsync(WorkLoop loop, CancellationToken stopping)
    {
        using var ended = new CancellationTokenSource();
        await loop.RunAsync(_ => TurnAsync(ended, stopping), cancellation => WaitAsync(stopping, cancellation), ended.Token);
        Remember(force: true);
    }

    private async Task TurnAsync(CancellationTokenSource ended, CancellationToken stopping)
    {
        try
        {
            while (_inbox.TryDequeue(out var message))
            {
                message();
            }

            if (!stopping.IsCancellationRequested)
            {
                TakeSignals();
                Fill();
            }

            Remember(force: false);
        }
        catch (ObjectDisposedException) when (stopping.IsCancellationRequested)
        {
            // The database is closed already: there is nowhere to note an outcome.
            _gone = true;
        }
        catch (Exception)
        {
            _mustLoad = true;
            throw;
        }

        if (_gone || (stopping.IsCancellationRequested && _hand.OnTheWay == 0))
        {
            await ended.CancelAsync();
        }
    }

    private async Task WaitAsync(CancellationToken stopping, CancellationToken ended)
    {
        if (!_inbox.IsEmpty || ended.IsCancellationRequested)
        {
            return;
        }

        try
        {
            await webhook.Signal.WaitAsync(stopping.IsCancellationRequested ? CancellationToken.None : stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Answers under way are still taken.
        }
    }

    public void Dispose() => _alarm.Dispose();

    private void TakeSignals()
    {
        if (webhook.Signal.TakeStep())
        {
            BringForward();
        }

        if (webhook.Signal.TakeReload() || _mustLoad)
        {
            Load();
        }

        if (webhook.Signal.TakeLook())
        {
            _drained = false;
            _nextDue = DateTimeOffset.MinValue;
        }

        if (webhook.Signal.TakeNew() is { } first)
        {
            // All events between what was read and this one are others' alone.
            _read = _drained ? Math.Max(_read, first - 1) : _read;
            _drained = false;
        }
    }

    private void Load()
    {
        if (database.Read(s => WebhookProgress.Of(s, webhook.Number)) is not { } progress)
        {
            _gone = true;
            return;
        }

        if (_mustLoad)
        {
            ClampDue();
        }

        var putBack = _hand.PutBack();
        _read = _mustLoad ? progress.Cursor : Math.Min(_read, (putBack ?? long.MaxValue) - 1);
        _mustLoad = false;
        _drained = false;
        _nextDue = DateTimeOffset.MinValue;
        var now = time.GetUtcNow();
        _circuit.Load(progress.Failures, now - progress.FailingSince is { Ticks: > 0 } length ? length : progress.FailingSince is null ? null : TimeSpan.Zero, steady.Now);
        _askedUntil = progress.PausedUntil - now is { Ticks: > 0 } quiet && quiet <= LongestWait ? steady.Now + quiet : default;
        if (progress is { Failures: 0, PausedUntil: null })
        {
            // A person enabled or changed it.
            _throttle.Forget();
        }

        _hasTrouble = true;
        Reevaluate();
    }

    /// <summary>The longest that the schedule, or a receiver, puts anything off for.</summary>
    private TimeSpan LongestWait => Definition.Retries.Aggregate(TimeSpan.FromMinutes(1), static (sum, wait) => sum + wait) * 1.2;

    /// <summary>A clock that stood wrong when these were written has put them off for longer than the schedule ever does.</summary>
    private void ClampDue()
    {
        var (now, retries, longest) = (time.GetUtcNow(), Definition.Retries, LongestWait);
        if (database.Read(s => DeliveryRows.LatestDue(s, webhook.Number)) is { } latest && latest > now + retries.DefaultIfEmpty(TimeSpan.Zero).Max())
        {
            outcomes.Add(s => DeliveryRows.Clamp(s, webhook.Number, retries, longest, now), () => Post(() => Due(DateTimeOffset.MinValue)));
        }
    }

    /// <summary>The machine's clock was set: what the rows say of when is off by as much, so all that waits is tried now.</summary>
    private void BringForward()
    {
        _askedUntil = default;
        _throttle.Forget();
        var now = time.GetUtcNow();
        outcomes.Add(s => DeliveryRows.BringForward(s, webhook.Number, now, exactToo: true), () => Post(() => Due(DateTimeOffset.MinValue)));
    }

    /// <summary>Aside, since conditions take their time.</summary>
    private void Reevaluate()
    {
        var reevaluation = new Reevaluation(webhook, database, time);
        if (_reevaluation.IsCompleted && reevaluation.IsNeeded())
        {
            _reevaluation = Task.Run(async () =>
            {
                try
                {
                    await reevaluation.RunAsync();
                }
                catch (Exception e) when (e is DatabaseUnavailableException or ObjectDisposedException)
                {
                    // The rows still say that it is to be done; the next start, or the next change, does it.
                    Log.PumpFault(log, e, webhook.Name);
                }
            });
        }
    }

    private void Fill()
    {
        if (!webhook.Sends || _gone)
        {
            return;
        }

        var now = time.GetUtcNow();
        var goesOn = steady.Now;
        var quietUntil = QuietUntil();
        while (quietUntil <= goesOn && _inFlight < Limit && _hand.OnTheWay < MaxUnsettled && HasOne(now))
        {
            if (_rate.Wait(goesOn) is { Ticks: > 0 } wait)
            {
                _alarm.Set(wait);
                return;
            }

            if (_hand.Next() is { } next)
            {
                Begin(next, webhook.Compiled, goesOn);
            }
            else if (_hand.PassedOverDue && _nextDue <= now)
            {
                // All that is due is behind what is on its way: its end says when to look again.
                _nextDue = null;
            }
        }

        if (quietUntil > goesOn)
        {
            // What comes in while it is quiet does not wake the pump: it looks at the end of it.
            _alarm.Set(quietUntil - goesOn);
        }
        else if (_hand.IsEmpty && _drained && _nextDue > now)
        {
            _alarm.Set(_nextDue.Value - now);
        }

        webhook.Signal.Quiet = quietUntil > goesOn;
    }

    private int Limit => _circuit.IsOpen ? 1 : _throttle.Allowed(Definition.Concurrency);

    private DateTimeOffset QuietUntil()
    {
        var until = _askedUntil > _throttle.Until ? _askedUntil : _throttle.Until;
        return until > _circuit.ProbeAt ? until : _circuit.ProbeAt;
    }

    private bool HasOne(DateTimeOffset now)
    {
        if (_nextDue <= now && _hand.NeedsDue)
        {
            ReadDue(now);
        }

        if (_hand.NeedsFresh && !_drained && _hand.Count < MaxInHand)
        {
            ReadFresh(now);
        }

        return !_hand.IsEmpty;
    }

    private void ReadDue(DateTimeOffset now)
    {
        var (due, next) = database.Read(s => (DeliveryRows.Due(s, webhook, now, Page, PageBytes), DeliveryRows.NextDue(s, webhook.Number, now)));
        _nextDue = due.Count == Page ? now : next;

        // Of one on its way the row says that it is due until its outcome is stored. Kept in hand, it would go again after that, past its successors.
        foreach (var delivery in due.Where(d => !_hand.Holds(d)))
        {
            _hand.AddDue(delivery);
        }
    }

    private void ReadFresh(DateTimeOffset now)
    {
        var parked = new List<DueDelivery>();
        while (_hand.NeedsFresh && !_drained)
        {
            var (fresh, last, upTo) = database.Read(s =>
            {
                var last = DeliveryRows.LastEvent(s);
                var upTo = Math.Min(last, _read + DeliveryRows.EventsARead);
                return (DeliveryRows.Fresh(s, webhook, _read, upTo, Page, PageBytes), last, upTo);
            });
            var whole = fresh.Count < Page && fresh.Sum(static d => d.Bytes) < PageBytes;
            _read = whole ? Math.Max(_read, upTo) : fresh[^1].Event;
            _drained = whole && upTo >= last;
            foreach (var delivery in fresh.Where(d => !_hand.Holds(d)))
            {
                if (_hand.MustPark(delivery))
                {
                    parked.Add(delivery);
                }
                else
                {
                    _hand.AddFresh(delivery);
                }
            }
        }

        if (parked.Count > 0)
        {
            // Should the one in front be done with before this is written, the first of them is due at once.
            _hand.BeginParking(parked);
            outcomes.Add(s => OutcomeRows.Park(s, webhook, parked, now), () => Post(() =>
            {
                _hand.EndParking(parked);
                _nextDue = DateTimeOffset.MinValue;
            }));
        }
    }

    /// <param name="compiled">one and the same for the question and for the try: it may be changed in between</param>
    private void Begin(DueDelivery delivery, CompiledWebhook compiled, DateTimeOffset goesOn)
    {
        if (!compiled.Definition.IsFor(delivery.Message.DocType, delivery.Message.Site))
        {
            LeaveOut(delivery);
            return;
        }

        _rate.Take(compiled.Definition.RateLimit, goesOn);
        _inFlight++;
        _ = TryAsync(delivery, compiled);
    }

    /// <summary>It waited, and the webhook was narrowed: whoever has the webhook now may not see it.</summary>
    private void LeaveOut(DueDelivery delivery)
    {
        var now = time.GetUtcNow();
        Log.LeftOut(log, webhook.Name, delivery.Message.Id, delivery.Message.Site);
        DateTimeOffset? promoted = null;
        outcomes.Add(s => promoted = OutcomeRows.LeftOut(s, webhook, delivery, now), () => Settle(delivery, promoted));
    }

    private async Task TryAsync(DueDelivery delivery, CompiledWebhook compiled)
    {
        var began = time.GetUtcNow();
        SendOutcome outcome;
        using var traced = Traces.GoOn("deliver", ActivityKind.Client, delivery.Message.Trace);
        traced?.SetTag("sitehub.webhook", webhook.Name).SetTag("sitehub.delivery", DeliveryId.Of(webhook.Number, delivery.Message.Id));
        try
        {
            outcome = await sender.SendAsync(compiled, delivery.Message, DeliveryId.Of(webhook.Number, delivery.Message.Id), delivery.Replay is not null);
        }
        catch (Exception e)
        {
            // A fault of ours: it must cost this delivery alone, and be seen on it.
            Log.PumpFault(log, e, webhook.Name);
            outcome = new SendOutcome.NotComposed(new Answer(null, $"An unknown fault: {compiled.Redactor.Redact(e.Message)}", null, TimeSpan.Zero));
        }

        Post(() => Take(delivery, outcome, began));
    }

    private void Take(DueDelivery delivery, SendOutcome outcome, DateTimeOffset began)
    {
        _inFlight--;
        var now = time.GetUtcNow();
        metrics.Tried(webhook, delivery, outcome, now);
        if (outcome is SendOutcome.Delivered delivered)
        {
            Succeed(delivery, delivered, began, now);
        }
        else
        {
            Fail(delivery, outcome, began, now);
        }
    }

    private void Succeed(DueDelivery delivery, SendOutcome.Delivered outcome, DateTimeOffset began, DateTimeOffset now)
    {
        var answer = outcome.Answer;
        Log.Delivered(log, webhook.Name, delivery.Message.Id, delivery.Attempts + 1, answer.Status, answer.Took.TotalMilliseconds);
        Interlocked.Increment(ref webhook.DeliveredSince);
        _throttle.Succeeded();
        if (!_hasTrouble)
        {
            DateTimeOffset? promoted = null;
            outcomes.Add(s => promoted = OutcomeRows.Delivered(s, webhook, delivery, outcome, began, now), () => Settle(delivery, promoted));
            return;
        }

        var wasOpen = _circuit.IsOpen;
        _circuit.Succeeded();
        _askedUntil = default;
        _hasTrouble = false;
        if (wasOpen)
        {
            Log.Recovered(log, webhook.Name);
        }

        outcomes.Add(
            s =>
            {
                OutcomeRows.Delivered(s, webhook, delivery, outcome, began, now);
                s.Execute("UPDATE webhook_progress SET failures = 0, failing_since = NULL, paused_until = NULL, last_failure = NULL WHERE webhook = $1", webhook.Number);
                if (wasOpen)
                {
                    DeliveryRows.BringForward(s, webhook.Number, now, exactToo: false);
                }
            },
            () => Settle(delivery, DateTimeOffset.MinValue));
    }

    private void Fail(DueDelivery delivery, SendOutcome outcome, DateTimeOffset began, DateTimeOffset now)
    {
        var wasOpen = _circuit.IsOpen;
        _hasTrouble = true;
        var goesOn = steady.Now;
        _circuit.Failed(goesOn, ofReceiver: outcome is not (SendOutcome.NotComposed or SendOutcome.RetryAt));
        if (_circuit.IsOpen && !wasOpen)
        {
            Log.CircuitOpened(log, webhook.Name, _circuit.Failures);
        }

        if (outcome is SendOutcome.RetryAt later)
        {
            _askedUntil = goesOn + (later.At - now);
        }

        if (outcome is SendOutcome.Throttled or SendOutcome.RetryAt)
        {
            _throttle.Slow(Definition.Concurrency, goesOn, pause: outcome is SendOutcome.Throttled);
        }

        var progress = Progress(outcome.Answer.Reason, now, goesOn);
        var held = Hold(outcome, now, goesOn);
        switch (Verdict.On(delivery, outcome, Definition.Retries, began, now, goesOn))
        {
            case Verdict.Again again:
                Log.Failed(
                    log, webhook.Name, delivery.Message.Id, delivery.Attempts + 1, OutcomeRows.Name(outcome), outcome.Answer.Took.TotalMilliseconds, again.At, outcome.Answer.Reason);
                var behind = _hand.TakeBehind(delivery);
                Store(s => OutcomeRows.Failed(s, webhook, delivery, again, outcome, began, behind), () => SettleFailed(delivery, again.At, now));
                break;
            case Verdict.GivenUp:
                Log.Dead(log, webhook.Name, delivery.Message.Id, delivery.Attempts + 1, outcome.Answer.Reason);
                DateTimeOffset? promoted = null;
                Store(s => promoted = OutcomeRows.GivenUp(s, webhook, delivery, outcome, began, now), () => Settle(delivery, promoted));
                break;
        }

        void Store(Action<Session> apply, Action done) => outcomes.Add(
            s =>
            {
                apply(s);
                progress(s);
                held?.Invoke(s);
            },
            done);
    }

    private Action<Session> Progress(string lastFailure, DateTimeOffset now, DateTimeOffset goesOn)
    {
        var (failures, failingFor, quiet) = (_circuit.Failures, goesOn - _circuit.FailingSince, QuietUntil() - goesOn);
        return s => OutcomeRows.Progress(s, webhook, failures, now - failingFor, quiet > TimeSpan.Zero ? now + quiet : null, lastFailure);
    }

    /// <summary>410, or nothing but failures for five days: the webhook stops here, and its rows learn why.</summary>
    private Action<Session>? Hold(SendOutcome outcome, DateTimeOffset now, DateTimeOffset goesOn)
    {
        var reason = outcome is SendOutcome.Gone
            ? "The receiver answered 410 Gone: nobody is there any more. Correct the URL or remove the webhook."
            : goesOn - _circuit.FailingSince >= FailingFor ? $"Nothing but failures for {FailingFor.TotalDays:0} days. The last: {outcome.Answer.Reason}" : null;
        if (reason is null || !webhook.Sends)
        {
            return null;
        }

        Log.Held(log, webhook.Name, reason);
        WebhookRegistry.Held(webhook, reason);
        return s => OutcomeRows.Held(s, webhook, reason, now);
    }

    /// <summary>Called when the outcome is on disk.</summary>
    private void Settle(DueDelivery delivery, DateTimeOffset? nextDue) => Post(() =>
    {
        _hand.Settle(delivery);
        Due(nextDue);
    });

    private void SettleFailed(DueDelivery delivery, DateTimeOffset at, DateTimeOffset now) => Post(() =>
    {
        // What came in behind it while its outcome was being written.
        var behind = _hand.TakeBehind(delivery);
        _hand.Settle(delivery);
        Due(at);
        if (behind.Count > 0)
        {
            outcomes.Add(s => OutcomeRows.Park(s, webhook, behind, now), () => Post(() => Due(DateTimeOffset.MinValue)));
        }
    });

    private void Due(DateTimeOffset? at)
    {
        if (_hand.PassedOverDue)
        {
            _hand.PassedOverDue = false;
            at = DateTimeOffset.MinValue;
        }

        _nextDue = at is null || _nextDue < at ? _nextDue : at;
    }

    private void Post(Action message)
    {
        _inbox.Enqueue(message);
        webhook.Signal.Raise();
    }

    /// <summary>How far all is done need not be exact: what lies behind it is passed over when it is read again.</summary>
    private void Remember(bool force)
    {
        var now = steady.Now;
        if (_gone || _mustLoad || (!force && now - _rememberedAt < RememberEvery))
        {
            return;
        }

        var cursor = (_hand.FirstFresh() ?? (_read + 1)) - 1;
        var delivered = Interlocked.Exchange(ref webhook.DeliveredSince, 0);
        if (cursor == _remembered && delivered == 0)
        {
            return;
        }

        _remembered = cursor;
        _rememberedAt = now;
        outcomes.Add(
            s => s.Execute("UPDATE webhook_progress SET cursor = max(cursor, $2), delivered = delivered + $3 WHERE webhook = $1", webhook.Number, cursor, delivered), static () => { });
    }
}
