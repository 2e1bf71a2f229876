using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Links;

namespace SiteHub.Delivery.Links;

/// <summary>
/// The two sides of a link compare their histories: what each has sent against what the other has applied. Either side may have been
/// restored from an older copy of its database, and this is where it shows.
/// </summary>
internal sealed class LinkGreeting(Database database, ILinkHistory history, TimeProvider time, ILogger<LinkGreeting> log)
{
    /// <summary>Two hubs behind one address would otherwise restart each other's history without end.</summary>
    private static readonly TimeSpan EpochEvery = TimeSpan.FromHours(1);

    public enum Outcome
    {
        InStep,
        NewEpoch,
        NeedsPerson,
    }

    public LinkHello Compose(string link) => Hello(database.Read(s => LinkState.Of(s, link)));

    /// <summary>The answering side. It adopts a newer history of the peer's, and takes the peer's word on ours if it fits.</summary>
    public async Task<LinkHello> AnswerAsync(Link link, LinkHello hello, CancellationToken cancellationToken)
    {
        var answer = await database.Writer.Write(
            s =>
            {
                Adopt(s, LinkState.Of(s, link.Name), hello.Sends.Epoch);
                var state = LinkState.Of(s, link.Name);
                var fits = Confirm(s, state, hello.Receives);
                return (Hello: Hello(LinkState.Of(s, link.Name)), fits);
            },
            cancellationToken);
        link.MustReload = true;
        link.MustGreet |= !answer.fits;
        link.Signal.Raise();
        return answer.Hello;
    }

    /// <summary>The asking side, with the peer's answer.</summary>
    /// <param name="link">the link</param>
    /// <param name="answer">where the peer stands</param>
    /// <param name="personAgreed">an operator has asked for a new history: the hourly limit does not apply</param>
    /// <param name="cancellationToken">ends the wait for the writer</param>
    public Task<Outcome> TakeAsync(Link link, LinkHello answer, bool personAgreed, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.Writer.Write(
            s =>
            {
                Adopt(s, LinkState.Of(s, link.Name), answer.Sends.Epoch);
                var state = LinkState.Of(s, link.Name);
                if (Confirm(s, state, answer.Receives))
                {
                    return Outcome.InStep;
                }

                if (!personAgreed && state.OutEpochAt is { } last && (now - last).Duration() < EpochEvery)
                {
                    return Outcome.NeedsPerson;
                }

                var number = Math.Max(state.OutEpoch.Number, answer.Receives.Epoch.Number) + 1;
                var reason = Explain(state, answer.Receives);
                LogEpoch.Begin(s, state, number, reason, history, personAgreed ? null : now);
                Log.NewEpoch(log, link.Name, number, reason);
                return Outcome.NewEpoch;
            },
            cancellationToken);
    }

    private static LinkHello Hello(LinkState state) =>
        new(LinkHello.Current, new LinkSide(state.OutEpoch, state.Head), new LinkSide(state.InEpoch, state.Checkpoint));

    private static void Adopt(Session s, LinkState state, Epoch theirs)
    {
        if (theirs.Number > state.InEpoch.Number)
        {
            s.Execute("UPDATE link SET in_epoch = $2, in_epoch_id = $3, in_seq = 0, in_id = NULL WHERE name = $1", state.Name, theirs.Number, theirs.Id);
        }
    }

    private static bool Confirm(Session s, LinkState state, LinkSide receives)
    {
        if (receives.Epoch != state.OutEpoch || !LinkLog.Holds(s, state, receives.Position))
        {
            return false;
        }

        s.Execute("UPDATE link SET acked_seq = $2, acked_id = $3 WHERE name = $1", state.Name, receives.Position.Seq, receives.Position.Id);
        return true;
    }

    private static string Explain(LinkState state, LinkSide theirs) =>
        theirs.Epoch.Number > state.OutEpoch.Number || (theirs.Epoch.Number == state.OutEpoch.Number && theirs.Epoch.Id != state.OutEpoch.Id)
            ? $"the peer follows another history (epoch {theirs.Epoch.Number}, ours is {state.OutEpoch.Number}); this side was restored or begun anew"
            : theirs.Position.Seq > state.Head.Seq
                ? $"the peer has applied entry {theirs.Position.Seq}, ours end at {state.Head.Seq}; this side was restored from an older copy"
                : theirs.Position.Seq < state.Trimmed.Seq
                    ? $"the peer stands at entry {theirs.Position.Seq}, the log begins after {state.Trimmed.Seq}; it was away for longer than the log is kept"
                    : $"entry {theirs.Position.Seq} is another one at the peer; this side was restored from an older copy";
}
