using System.Diagnostics;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Clock;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Tracing;
using SiteHub.Delivery.Workers;
using SiteHub.Protocol.Links;

namespace SiteHub.Delivery.Links;

/// <summary>Sends one link's log, in order, one batch in flight. All it knows stands in the link's row, so that it can die at any point.</summary>
internal sealed class LinkPump(
    Link link, Database database, LinkSender sender, LinkGreeting greeting, ILinkHistory history, ILinkTokens tokens, BatchBudget budget, LinkWait wait, LinkMetrics metrics, SteadyClock clock, TimeProvider time, ILogger log)
{
    /// <summary>The confirmed position is only a hint for after a restart, since the peer knows it better: it need not cost a sync a batch.</summary>
    private static readonly TimeSpan RememberEvery = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);
    /// <summary>What fails may have failed for a passing reason.</summary>
    private const int MostSuspicions = 3;

    private static readonly TimeSpan SkewWorthNaming = TimeSpan.FromSeconds(60);

    private readonly BatchComposer _composer = new(history, tokens);
    private LinkState _state = null!;
    private (string State, string? Reason, int Failures) _noted;
    private LogPosition _acked;
    private LogPosition _remembered;
    private DateTimeOffset _rememberedAt;
    private int _maxEntries = LinkLimits.MaxEvents;
    private int _outOfStep;
    private int _notComposed;

    private enum Next
    {
        GoOn,
        Wait,
    }

    public async Task RunAsync(WorkLoop loop, CancellationToken stopping)
    {
        await loop.RunAsync(TurnAsync, WaitAsync, stopping);
        await RememberAsync(force: true);
    }

    private async Task TurnAsync(CancellationToken stopping)
    {
        try
        {
            while (!stopping.IsCancellationRequested && await StepAsync() is Next.GoOn)
            {
            }
        }
        catch (Exception)
        {
            // What is known of the row may be what is wrong.
            link.MustReload = true;
            throw;
        }
    }

    /// <summary>Waits for something to do. A log that stays empty for a moment has its confirmed position noted: not at once, since the sync would be paid by the next save.</summary>
    private async Task WaitAsync(CancellationToken stopping)
    {
        if (_acked == _remembered)
        {
            await link.Signal.WaitAsync(stopping);
            return;
        }

        using var idle = new CancellationTokenSource(RememberEvery, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, idle.Token);
        try
        {
            await link.Signal.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            await RememberAsync(force: true);
        }
    }

    private async Task<Next> StepAsync()
    {
        Reload();
        if (link.IsPaused)
        {
            return Next.Wait;
        }

        if (!wait.IsOver())
        {
            return Next.Wait;
        }

        if (link.MustGreet || wait.Failures >= Backoff.OpenAfter)
        {
            return await GreetAsync();
        }

        using var share = budget.Take();
        var entries = database.Read(s =>
        {
            _state = _state with { Head = LinkState.Of(s, link.Name).Head };
            return LinkLog.Read(s, _state, _acked.Seq, _maxEntries, share.Bytes);
        });
        if (entries.Count == 0)
        {
            return Next.Wait;
        }

        return await SendAsync(entries);
    }

    /// <summary>Takes up what others changed in the row: a greeting of the peer's, a new epoch, a pause that a person lifted.</summary>
    private void Reload()
    {
        if (link.MustReload || _state is null)
        {
            link.MustReload = false;
            _state = database.Read(s => LinkState.Of(s, link.Name));
            _noted = (_state.State, _state.Reason, _state.Failures);
            _acked = _remembered = _state.Acked;
            link.Confirmed = new LinkSide(_state.OutEpoch, _acked);
        }
    }

    private async Task<Next> GreetAsync()
    {
        using var timeout = new CancellationTokenSource(AnswerWithin, time);
        var reply = await sender.GreetAsync(link, greeting.Compose(link.Name), timeout.Token);
        metrics.Attempted(link.Name, reply);
        if (reply is not LinkReply.Greeted { Hello: var answer })
        {
            return await TakeRefusalAsync(reply, []);
        }

        var outcome = await greeting.TakeAsync(link, answer, personAgreed: link.TakeAgreement(), CancellationToken.None);
        link.MustReload = true;
        Reload();
        switch (outcome)
        {
            case LinkGreeting.Outcome.InStep:
                link.MustGreet = false;
                await RecoverAsync();
                Log.InStep(log, link.Name, link.Peer, _acked.Seq, _state.Head.Seq);
                return Next.GoOn;
            case LinkGreeting.Outcome.NewEpoch:
                // Whatever the row says of waiting was about the old history; the new one is told at once.
                await RecoverAsync();
                return Next.GoOn;
            default:
                return await PauseAsync(
                    LinkStates.HistoryInDoubt,
                    "The two sides' histories differ for the second time within an hour. Are two hubs or two copies of this site running? Resume the link to begin a new history.");
        }
    }

    private async Task<Next> SendAsync(List<LogEntry> entries)
    {
        var last = entries[^1].Event;
        ReadOnlyMemory<byte> body;
        try
        {
            body = _composer.Compose(link.Name, _state.OutEpoch, _acked, entries);
            _notComposed = 0;
        }
        catch (Exception e) when (!DatabaseFaults.IsAway(e) && (entries.Count > 1 || ++_notComposed >= MostSuspicions))
        {
            // One of them cannot be put into words at all. It is that one's affair: it is found by halving, and told to the peer in its place.
            return await TakeRefusalAsync(new LinkReply.Unacceptable($"It cannot be put into a batch: {e.Message}"), entries);
        }

        using var timeout = new CancellationTokenSource(AnswerWithin, time);
        using var traced = Traced(entries);
        var began = Stopwatch.GetTimestamp();
        var reply = await sender.SendAsync(link, $"bat_{_state.OutEpoch.Number}_{_acked.Seq}_{last.Seq}", body, timeout.Token);
        metrics.Attempted(link.Name, reply);
        if (reply is not LinkReply.Accepted { Answer: var answer } || answer.Epoch != _state.OutEpoch || answer.Checkpoint != new LogPosition(last.Seq, last.Id))
        {
            return await TakeRefusalAsync(reply is LinkReply.Accepted ? new LinkReply.OutOfStep() : reply, entries);
        }

        var took = Stopwatch.GetElapsedTime(began);
        Log.Sent(log, link.Name, entries.Count, last.Seq, took.TotalMilliseconds);
        metrics.Sent(link.Name, entries.Count, took);
        foreach (var rejected in answer.Rejected)
        {
            Log.RejectedByPeer(log, link.Name, rejected.Seq, rejected.Reason);
            if (entries.Find(entry => entry.Event.Seq == rejected.Seq) is { } entry)
            {
                await database.Writer.Write(s => history.Rejected(s, link.Name, entry.Event, rejected.Reason));
            }
        }

        _acked = answer.Checkpoint;
        link.Confirmed = new LinkSide(_state.OutEpoch, _acked);
        _outOfStep = 0;
        _maxEntries = Math.Min(LinkLimits.MaxEvents, _maxEntries * 2);
        await RecoverAsync();
        await RememberAsync(force: false);
        return Next.GoOn;
    }

    private TracedEntries? Traced(List<LogEntry> entries)
    {
        TracedEntries? traced = null;
        foreach (var entry in entries.Where(static e => e.Event.Trace is not null))
        {
            traced ??= new TracedEntries();
            traced.Add("send " + entry.Event.Type, ActivityKind.Producer, entry.Event.Trace)?.SetTag("sitehub.link", link.Name).SetTag("sitehub.entry", entry.Event.Id);
        }

        return traced;
    }

    private async Task<Next> TakeRefusalAsync(LinkReply reply, List<LogEntry> entries)
    {
        switch (reply)
        {
            case LinkReply.OutOfStep when ++_outOfStep < 3:
                link.MustGreet = true;
                return Next.GoOn;
            case LinkReply.OutOfStep:
                link.MustGreet = true;
                return await FailAsync("The peer does not take what follows the position that it names.");
            case LinkReply.Unauthorized refused:
                return await PauseAsync(LinkStates.NeedsAuthorization, Explain(refused));
            case LinkReply.OtherVersion other:
                return await PauseAsync(LinkStates.OtherVersion, other.Reason);
            case LinkReply.Unacceptable { Reason: var reason } when entries.Count > 1:
                _maxEntries = Math.Max(1, entries.Count / 2);
                Log.Smaller(log, link.Name, _maxEntries, reason);
                return Next.GoOn;
            case LinkReply.Unacceptable { Reason: var reason } when entries is [{ Unsendable: null } only]:
                Log.Unsendable(log, link.Name, only.Event.Seq, only.Event.Type, reason);
                await database.Writer.Write(s =>
                    s.Execute("UPDATE log_entry SET unsendable = $2 WHERE key = $1", LinkLog.Key(_state.Log, only.Event.Seq), reason));
                return Next.GoOn;
            case LinkReply.Unacceptable refused:
                return await FailAsync(refused.Reason);
            case LinkReply.NotNow later:
                return await WaitAsync(wait.For(later.After), LinkStates.Active, later.Reason);
            case LinkReply.Failed failed:
                return await FailAsync(failed.Reason);
            default:
                throw new UnreachableException();
        }
    }

    private string Explain(LinkReply.Unauthorized refused)
    {
        var skew = (refused.PeerTime - time.GetUtcNow())?.Duration();
        return skew > SkewWorthNaming
            ? $"{refused.Reason} The clocks of the two sides are {skew.Value.TotalSeconds:N0} s apart: set them right."
            : refused.Reason;
    }

    private Task<Next> FailAsync(string reason)
    {
        var after = wait.Fail();
        if (wait.Failures <= Backoff.OpenAfter || reason != _noted.Reason)
        {
            Log.Failed(log, link.Name, wait.Failures, after.TotalSeconds, reason);
        }

        return WaitAsync(after, LinkStates.Active, reason);
    }

    private Task<Next> PauseAsync(string state, string reason)
    {
        if ((state, reason) != (_noted.State, _noted.Reason))
        {
            Log.Paused(log, link.Name, state, reason);
        }

        link.MustGreet = true;
        return WaitAsync(wait.For(Backoff.Probe()), state, reason);
    }

    private async Task<Next> WaitAsync(TimeSpan length, string state, string? reason)
    {
        var next = time.GetUtcNow() + length;
        link.Waits = new Link.Trial(wait.Failures, next);
        await NoteStateAsync(state, reason, Math.Min(wait.Failures, Backoff.OpenAfter), next);
        return Next.Wait;
    }

    private async Task RecoverAsync()
    {
        var wasAway = wait.Failures > 0;
        wait.End();
        link.Waits = null;
        await NoteStateAsync(LinkStates.Active, null, 0, null);
        if (wasAway)
        {
            await history.IsBackAsync(link.Name);
        }
    }

    /// <summary>A link that stays away is tried every few seconds: only what is new about it is worth a write.</summary>
    private async Task NoteStateAsync(string state, string? reason, int failures, DateTimeOffset? next)
    {
        if ((state, reason, failures) == _noted)
        {
            return;
        }

        _noted = (state, reason, failures);
        await NoteAsync(s => s.Execute(
            "UPDATE link SET state = $2, reason = $3, failures = $4, next_attempt_at = $5 WHERE name = $1 AND state NOT IN ('closed', 'paused')", link.Name, state, reason, failures, next));
    }

    /// <summary>What the pump notes in its row is for people and for the next start. A full disk must not keep it from sending what is there.</summary>
    private async Task NoteAsync(Action<Session> note)
    {
        try
        {
            await database.Writer.Write(note);
        }
        catch (DatabaseUnavailableException e)
        {
            Log.NotNoted(log, link.Name, e.Message);
        }
    }

    private async Task RememberAsync(bool force)
    {
        var now = clock.Now;
        if (link.MustReload || _state is null || _acked == _remembered || (!force && now - _rememberedAt < RememberEvery))
        {
            return;
        }

        var (acked, epoch) = (_acked, _state.OutEpoch);
        _remembered = acked;
        _rememberedAt = now;
        await NoteAsync(s => s.Execute(
            "UPDATE link SET acked_seq = $3, acked_id = $4 WHERE name = $1 AND out_epoch_id = $2 AND acked_seq < $3", link.Name, epoch.Id, acked.Seq, acked.Id));
    }
}
