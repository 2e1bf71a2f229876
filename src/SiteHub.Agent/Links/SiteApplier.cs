using SiteHub.Agent.Actions;
using SiteHub.Agent.Conversation;
using SiteHub.Agent.Enrolment;
using SiteHub.Agent.Publications;
using SiteHub.Agent.Receiving;
using SiteHub.Agent.SignIn.People;
using SiteHub.Agent.Sources.Frappe.People;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Receiving;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;
using SiteHub.Protocol.People;

namespace SiteHub.Agent.Links;

/// <summary>What this site does with what the hub says.</summary>
internal sealed class SiteApplier(ResyncSignal signal, PeopleStanding people, RoutedReceipts routed, HubUsers hubUsers, ActionIntake actions, MessageIntake messages, RenewalSignal renewal, IEnumerable<FrappePeople> mirrored, TimeProvider time) : ILinkApplier
{
    /// <summary>Null: the site keeps its documents itself, and its people are no users elsewhere.</summary>
    private readonly FrappePeople? _frappe = mirrored.FirstOrDefault();

    public Func<Session, ApplyOutcome> Prepare(string link, Epoch epoch, LinkEvent entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Type switch
        {
            LinkEventTypes.SiteResync => Resynced(SiteResync.Read(entry.Data)),
            LinkEventTypes.UserDisabled => Standing(UserStanding.Read(entry.Data), disabled: true),
            LinkEventTypes.UserEnabled => Standing(UserStanding.Read(entry.Data), disabled: false),
            LinkEventTypes.UserRoles => Told(PersonAtSite.Read(entry.Data)),
            LinkEventTypes.SessionEnded => Left(UserStanding.Read(entry.Data)),
            LinkEventTypes.SiteRotate => Rotated,
            LinkEventTypes.DocumentRouted => routed.Prepare(entry, (session, user) => hubUsers.Of(session, user).Refusal),
            LinkEventTypes.ActionRequested => actions.Requested(entry.Data, token: null),
            LinkEventTypes.ActionWithdrawn => actions.Withdrawn(entry.Data),
            LinkEventTypes.MessageWritten => messages.Written(entry.Data, token: null),
            LinkEventTypes.EntryUnsendable => Unsendable(EntryUnsendable.Read(entry.Data)),
            _ => _ => ApplyOutcome.Rejected($"This version of the site does not know entries of type {entry.Type}; upgrade it, then retry."),
        };
    }

    public Func<Session, ApplyOutcome> Prepare(string link, Epoch epoch, LinkEvent entry, string? token)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Type switch
        {
            LinkEventTypes.ActionRequested => actions.Requested(entry.Data, token),
            LinkEventTypes.MessageWritten => messages.Written(entry.Data, token),
            _ => Prepare(link, epoch, entry),
        };
    }

    private Func<Session, ApplyOutcome> Standing(UserStanding told, bool disabled)
    {
        var apply = people.Changed(told, disabled);
        return session =>
        {
            var outcome = apply(session);
            if (outcome == ApplyOutcome.Applied)
            {
                _frappe?.Standing(session, told, disabled);
            }

            return outcome;
        };
    }

    private Func<Session, ApplyOutcome> Told(PersonAtSite person) => session =>
    {
        if (people.OfAnother(person.Issuer) is { } refused)
        {
            return refused;
        }

        var isNews = people.Roles(session, person);
        return _frappe?.Told(session, person) == true || isNews ? ApplyOutcome.Applied : ApplyOutcome.Known;
    };

    private Func<Session, ApplyOutcome> Left(UserStanding told) => session =>
        people.OfAnother(told.Issuer) ?? (_frappe?.Left(session, told) == true ? ApplyOutcome.Applied : ApplyOutcome.Known);

    private Func<Session, ApplyOutcome> Resynced(SiteResync resync) => session =>
    {
        var reason = $"the hub asked: {resync.Reason}";
        if (resync.DocType is null)
        {
            Resync.RequestAll(session, reason, time.GetUtcNow());
        }
        else if (session.Long("SELECT 1 FROM publication WHERE doc_type = $1", resync.DocType) is null)
        {
            return ApplyOutcome.Rejected($"This site publishes no {resync.DocType}, and never did.");
        }
        else
        {
            Resync.Request(session, resync.DocType, reason, time.GetUtcNow());
        }

        session.AfterCommit(signal.Raise);
        return ApplyOutcome.Applied;
    };

    private ApplyOutcome Rotated(Session session)
    {
        SiteEnrolment.Ask(session);
        session.AfterCommit(renewal.Raise);
        return ApplyOutcome.Applied;
    }

    private static Func<Session, ApplyOutcome> Unsendable(EntryUnsendable entry) =>
        _ => ApplyOutcome.Rejected($"The hub could not send this {entry.Type} ({entry.DocType} {entry.Name}): {entry.Reason}");
}
