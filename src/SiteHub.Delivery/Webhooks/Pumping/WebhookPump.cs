using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Tracing;

namespace SiteHub.Delivery.Webhooks;

/// <summary>
/// Sends one webhook's deliveries: several at a time, one a document. One loop does everything but waiting for answers and for the disk; all it
/// knows it could read again from the rows, so that it can die at any point.
/// </summary>
internal sealed class WebhookPump(
    Webhook webhook, Database database, WebhookSender sender, OutcomeWriter outcomes, WebhookClock clock, WebhookMetrics metrics, TimeProvider time, ILogger log) : IDisposable
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
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);

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

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!(stopping.IsCancellationRequested && _hand.OnTheWay == 0) && !_gone)
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
                if (_inbox.IsEmpty && !(stopping.IsCancellationRequested && _hand.OnTheWay == 0) && !_gone)
                {
                    await webhook.Signal.WaitAsync(stopping.IsCancellationRequested ? CancellationToken.None : stopping);
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
            }
            catch (ObjectDisposedException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Log.PumpFault(log, e, webhook.Name);
                _mustLoad = true;
                _alarm.Set(time.GetUtcNow() + AfterFault);
                await webhook.Signal.WaitAsync(CancellationToken.None);
            }
        }

        Remember(force: true);
    }

    public void Dispose() => _alarm.Dispose();

    private void TakeSignals()
    {
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

        var putBack = _hand.PutBack();
        _read = _mustLoad ? progress.Cursor : Math.Min(_read, (putBack ?? long.MaxValue) - 1);
        _mustLoad = false;
        _drained = false;
        _nextDue = DateTimeOffset.MinValue;
        _circuit.Load(progress);
        _askedUntil = progress.PausedUntil ?? default;
        _hasTrouble = true;
        Reevaluate();
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
        var quietUntil = QuietUntil();
        while (quietUntil <= now && _inFlight < Limit && _hand.OnTheWay < MaxUnsettled && HasOne(now))
        {
            if (_rate.Wait(now) is { Ticks: > 0 } wait)
            {
                _alarm.Set(now + wait);
                return;
            }

            if (_hand.Next() is { } next)
            {
                _rate.Take(Definition.RateLimit, now);
                _inFlight++;
                _ = TryAsync(next, webhook.Compiled);
            }
            else if (_hand.PassedOverDue && _nextDue <= now)
            {
                // All that is due is behind what is on its way: its end says when to look again.
                _nextDue = null;
            }
        }

        if (quietUntil > now || _hand.IsEmpty)
        {
            SetAlarm(now, quietUntil);
        }

        webhook.Signal.Quiet = quietUntil > now;
    }

    private int Limit => _circuit.IsOpen ? 1 : _throttle.Allowed(Definition.Concurrency);

    private DateTimeOffset QuietUntil()
    {
        var until = _askedUntil > _throttle.Until ? _askedUntil : _throttle.Until;
        return until > _circuit.ProbeAt ? until : _circuit.ProbeAt;
    }

    private void SetAlarm(DateTimeOffset now, DateTimeOffset quietUntil)
    {
        // What comes in while it is quiet does not wake the pump: it looks at the end of it.
        var at = quietUntil > now ? quietUntil : _hand.IsEmpty && _drained ? _nextDue : now;
        if (at > now)
        {
            _alarm.Set(at.Value);
        }
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
        if (outcome is SendOutcome.Delivered)
        {
            Succeed(delivery, outcome.Answer, began, now);
        }
        else
        {
            Fail(delivery, outcome, began, now);
        }
    }

    private void Succeed(DueDelivery delivery, Answer answer, DateTimeOffset began, DateTimeOffset now)
    {
        Log.Delivered(log, webhook.Name, delivery.Message.Id, delivery.Attempts + 1, answer.Status, answer.Took.TotalMilliseconds);
        Interlocked.Increment(ref webhook.DeliveredSince);
        _throttle.Succeeded();
        if (!_hasTrouble)
        {
            DateTimeOffset? promoted = null;
            outcomes.Add(s => promoted = OutcomeRows.Delivered(s, webhook, delivery, answer, began, now), () => Settle(delivery, promoted));
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
                OutcomeRows.Delivered(s, webhook, delivery, answer, began, now);
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
        _circuit.Failed(now, ofReceiver: outcome is not (SendOutcome.NotComposed or SendOutcome.RetryAt));
        if (_circuit.IsOpen && !wasOpen)
        {
            Log.CircuitOpened(log, webhook.Name, _circuit.Failures);
        }

        if (outcome is SendOutcome.RetryAt later)
        {
            _askedUntil = later.At;
        }

        if (outcome is SendOutcome.Throttled or SendOutcome.RetryAt)
        {
            _throttle.Slow(Definition.Concurrency, now, pause: outcome is SendOutcome.Throttled);
        }

        var progress = Progress(outcome.Answer.Reason);
        var held = Hold(outcome, now);
        switch (Verdict.On(delivery, outcome, Definition.Retries, began, now))
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

    private Action<Session> Progress(string lastFailure)
    {
        var (failures, since, until) = (_circuit.Failures, _circuit.FailingSince, QuietUntil());
        return s => OutcomeRows.Progress(s, webhook, failures, since, until == default ? null : until, lastFailure);
    }

    /// <summary>410, or nothing but failures for five days: the webhook stops here, and its rows learn why.</summary>
    private Action<Session>? Hold(SendOutcome outcome, DateTimeOffset now)
    {
        var reason = outcome is SendOutcome.Gone
            ? "The receiver answered 410 Gone: nobody is there any more. Correct the URL or remove the webhook."
            : now - _circuit.FailingSince >= FailingFor ? $"Nothing but failures for {FailingFor.TotalDays:0} days. The last: {outcome.Answer.Reason}" : null;
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
        var now = time.GetUtcNow();
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
