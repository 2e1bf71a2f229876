using static SiteHub.Hub.Tests.Access.Who;

namespace SiteHub.Hub.Tests.Access;

/// <summary>What a caller gets.</summary>
public enum Outcome
{
    /// <summary>What they asked for, or a word on what is wrong with their request.</summary>
    In,
    SignIn,
    Unauthorized,
    Forbidden,
    NotFound,
}

/// <summary>The routes by who may use them: one place, written by hand. A route that stands in no row fails the test.</summary>
internal static class AccessTable
{
    private static readonly Who[] Members = [Viewer, Buyer, CustomerAdministrator];
    private static readonly Who[] Here = [AuditorHere, OperatorHere];
    private static readonly Who[] There = [AuditorThere, OperatorThere];
    private static readonly Who[] Hub = [Auditor, Operator, Administrator];
    private static readonly Who[] Menders = [Operator, OperatorHere, OperatorThere, Administrator];

    public static IReadOnlyList<Row> Rows { get; } =
    [
        new("anybody", static _ => Outcome.In, """
            GET /address
            POST /address
            GET /assets/{**path}
            GET /brand.css
            GET /connect/authorize
            POST /connect/authorize
            GET /connect/endsession
            POST /connect/endsession
            GET /dev/mailbox
            GET /error/{status:int}
            GET /forgot
            POST /forgot
            GET /health
            GET /health/live
            GET /health/ready
            GET /invitation
            POST /invitation
            GET /openapi/{documentName}.json
            POST /preferences
            GET /register
            POST /register
            GET /reset
            POST /reset
            GET /signin
            POST /signin
            POST /signin?handler=Passkey
            POST /signin?handler=PasskeyOptions
            GET /signin/arrived
            GET /signin/code
            POST /signin/code
            GET /signin/password
            POST /signin/password
            GET /signin/with/{id}
            POST /signin/with/{id}
            GET /signout
            POST /signout
            GET /verify
            POST /verify
            """) { IsOpen = true },

        new("whoever signs it, which is nobody here", static _ => Outcome.In, """
            POST /hooks/{name}
            POST /sitehub/v1/enrolment
            POST /sitehub/v1/enrolment/{site}/proof
            POST /sitehub/v1/enrolment/{site}/rotation
            POST /sitehub/v1/links/{link}/ask
            POST /sitehub/v1/links/{link}/events
            POST /sitehub/v1/links/{link}/hello
            """) { IsSigned = true },

        new("everybody who is signed in, of their own", static who => Page(who, _ => true), """
            GET /
            GET /account
            POST /account
            GET /account/confirm
            POST /account/confirm
            GET /account/connections
            POST /account/connections
            POST /account/connections?handler=Narrow
            GET /account/second-factor
            POST /account/second-factor?handler=NewCodes
            POST /account/second-factor?handler=TurnOff
            POST /account/second-factor?handler=TurnOn
            GET /account/security
            POST /account/security?handler=AddPasskey
            POST /account/security?handler=PasskeyOptions
            POST /account/security?handler=Password
            POST /account/security?handler=RemovePasskey
            GET /account/sessions
            POST /account/sessions?handler=All
            POST /account/sessions?handler=One
            GET /actions
            GET /companies
            GET /consent
            POST /consent
            POST /customer
            GET /documents
            GET /documents/export
            GET /live
            GET /members
            POST /members?handler=Accept
            POST /members?handler=Decline
            POST /members?handler=Invite
            POST /members?handler=Remove
            POST /members?handler=Role
            GET /notifications
            POST /notifications?handler=Choose
            POST /notifications?handler=Read
            """) { IsOwn = true },

        new("members with an account at this site", static who => Page(who, static w => w == OtherMember || Members.Contains(w), Outcome.NotFound), """
            GET /actions/new/{site}/{docType}/{action}
            POST /actions/new/{site}/{docType}/{action}
            """),

        new("members of the customer whose it is", static who => Page(who, static w => Members.Contains(w), Outcome.NotFound), """
            GET /actions/{id}
            POST /actions/{id}?handler=Withdraw
            GET /documents/{site}/{docType}/{name}
            GET /documents/{site}/{docType}/{name}/files
            POST /documents/{site}/{docType}/{name}
            POST /documents/{site}/{docType}/{name}?handler=Say
            POST /documents/{site}/{docType}/{name}?handler=SayAgain
            """),

        new("members of the customer whose it is, if the site is there", static who => Page(who, static w => Members.Contains(w), Outcome.NotFound), """
            GET /documents/{site}/{docType}/{name}/files/{file}
            GET /documents/{site}/{docType}/{name}/print
            """) { IsPassedOn = true },

        new("whoever sees the console, of their sites", static who => Page(who, static w => Hub.Contains(w) || Here.Contains(w) || There.Contains(w)), """
            GET /admin
            GET /admin/customers
            GET /admin/deliveries
            GET /admin/documents
            GET /admin/inbound
            GET /admin/links
            GET /admin/live
            GET /admin/live/stream
            GET /admin/people
            GET /admin/replays
            GET /admin/requests
            GET /admin/sites
            GET /admin/webhooks
            """),

        new("whoever sees the console and this site", static who => There.Contains(who) ? Outcome.NotFound : Page(who, static w => Hub.Contains(w) || Here.Contains(w)), """
            GET /admin/customers/{id}
            GET /admin/deliveries/{id}
            GET /admin/documents/{site}/{docType}/{name}
            GET /admin/inbound/receivers/{id}
            GET /admin/inbound/{id:long}
            GET /admin/links/{link}
            GET /admin/links/{link}/rejected/{id:long}
            GET /admin/people/{id}
            GET /admin/requests/{id}
            GET /admin/sites/{site}
            GET /admin/webhooks/{id}
            """),

        new("whoever sees all of the hub", static who => Page(who, static w => Hub.Contains(w)), """
            GET /admin/audit
            GET /admin/clients
            GET /admin/parked
            GET /admin/series
            GET /admin/settings
            GET /admin/upstreams
            """),

        new("operators", static who => Page(who, static w => Menders.Contains(w)), """
            GET /admin/inbound/new
            POST /admin/deliveries?handler=Replay
            POST /admin/inbound/new
            POST /admin/inbound?handler=Replay
            POST /admin/replays?handler=Cancel
            GET /admin/webhooks/new
            POST /admin/webhooks/new
            POST /admin/webhooks/new?handler=Check
            POST /admin/webhooks/new?handler=Pick
            """),

        new("operators who see this site", static who => who == OperatorThere ? Outcome.NotFound : Page(who, static w => Menders.Contains(w)), """
            POST /admin/customers/{id}?handler=Delete
            POST /admin/customers/{id}?handler=Invite
            POST /admin/customers/{id}?handler=Leave
            POST /admin/customers/{id}?handler=Link
            POST /admin/customers/{id}?handler=Rename
            POST /admin/customers/{id}?handler=Role
            POST /admin/customers/{id}?handler=Unlink
            POST /admin/customers?handler=Confirm
            POST /admin/deliveries/{id}?handler=Retry
            POST /admin/inbound/receivers/{id}
            POST /admin/inbound/receivers/{id}?handler=Preview
            POST /admin/inbound/receivers/{id}?handler=Remove
            POST /admin/inbound/receivers/{id}?handler=Rotate
            POST /admin/inbound/{id:long}?handler=Retry
            POST /admin/links/{link}/rejected/{id:long}?handler=Discard
            POST /admin/links/{link}/rejected/{id:long}?handler=Retry
            POST /admin/links/{link}?handler=Pause
            POST /admin/links/{link}?handler=Resume
            POST /admin/links/{link}?handler=Resync
            POST /admin/requests/{id}?handler=Withdraw
            POST /admin/sites/{site}?handler=Code
            POST /admin/sites/{site}?handler=Decide
            POST /admin/sites/{site}?handler=Revoke
            POST /admin/sites/{site}?handler=Rotate
            POST /admin/webhooks/{id}/edit
            POST /admin/webhooks/{id}/edit?handler=Check
            POST /admin/webhooks/{id}/edit?handler=Pick
            POST /admin/webhooks/{id}?handler=Disable
            POST /admin/webhooks/{id}?handler=Enable
            POST /admin/webhooks/{id}?handler=Remove
            POST /admin/webhooks/{id}?handler=Rotate
            POST /admin/webhooks/{id}?handler=Test
            GET /admin/webhooks/{id}/edit
            """),

        new("operators who see all of the hub", static who => Page(who, static w => w is Operator or Administrator), """
            POST /admin/clients
            POST /admin/customers
            POST /admin/customers?handler=Import
            POST /admin/parked?handler=Discard
            POST /admin/parked?handler=Retry
            POST /admin/sites
            POST /admin/sites/{site}?handler=Reach
            POST /admin/sites/{site}?handler=Remove
            GET /admin/webhooks/import
            POST /admin/webhooks/import
            POST /admin/webhooks/import?handler=Check
            """),

        new("administrators", static who => Page(who, static w => w is Administrator), """
            GET /admin/jobs/{**path}
            POST /admin/people
            POST /admin/people/{id}?handler=Address
            POST /admin/people/{id}?handler=Approve
            POST /admin/people/{id}?handler=Disable
            POST /admin/people/{id}?handler=Enable
            POST /admin/people/{id}?handler=End
            POST /admin/people/{id}?handler=InviteAgain
            POST /admin/people/{id}?handler=ResetFactor
            POST /admin/people/{id}?handler=Roles
            POST /admin/people?handler=Import
            GET /admin/safety
            POST /admin/settings?handler=Rotate
            """),

        new("hub.read", static who => Api(who, static w => w is HubRead), """
            GET /api/v1/announcements
            GET /api/v1/customers
            GET /api/v1/customers/proposals
            GET /api/v1/customers/{id}/proposals
            GET /api/v1/customers/{id}
            GET /api/v1/deliveries
            GET /api/v1/deliveries/{id}
            GET /api/v1/links
            GET /api/v1/links/{link}/rejected
            GET /api/v1/links/{link}/rejected/{id:long}
            GET /api/v1/logouts
            GET /api/v1/parked
            GET /api/v1/receipts
            GET /api/v1/receipts/{id:long}
            GET /api/v1/receivers
            GET /api/v1/receivers/{id}
            GET /api/v1/removals
            GET /api/v1/replays
            GET /api/v1/replays/{id}
            GET /api/v1/sites
            GET /api/v1/webhooks
            GET /api/v1/webhooks/export
            GET /api/v1/webhooks/{id}
            GET /metrics
            """),

        new("hub.admin", static who => Api(who, static w => w is HubAdmin), """
            DELETE /api/v1/customers/{id}
            DELETE /api/v1/customers/{id}/accounts/{site}/{account}
            DELETE /api/v1/customers/{id}/members/{person}
            DELETE /api/v1/people/{id}/second-factor
            DELETE /api/v1/receivers/{id}
            DELETE /api/v1/sites/{site}
            DELETE /api/v1/webhooks/{id}
            GET /api/v1/audit
            GET /api/v1/audit/check
            GET /api/v1/clients
            GET /api/v1/keys
            GET /api/v1/people
            GET /api/v1/safety
            GET /api/v1/webhooks/{id}/preview
            POST /api/v1/clients/{id}/disable
            POST /api/v1/clients/{id}/enable
            POST /api/v1/customers
            POST /api/v1/customers/import
            POST /api/v1/customers/{id}/invitations
            POST /api/v1/deliveries/replay
            POST /api/v1/deliveries/{id}/retry
            POST /api/v1/keys/rotate
            POST /api/v1/links/{link}/pause
            POST /api/v1/links/{link}/rejected/{id:long}/discard
            POST /api/v1/links/{link}/rejected/{id:long}/retry
            POST /api/v1/links/{link}/resume
            POST /api/v1/parked/discard
            POST /api/v1/parked/retry
            POST /api/v1/people
            POST /api/v1/people/import
            POST /api/v1/people/{id}/address
            POST /api/v1/people/{id}/approve
            POST /api/v1/people/{id}/disable
            POST /api/v1/people/{id}/enable
            POST /api/v1/people/{id}/invitation
            POST /api/v1/receipts/replay
            POST /api/v1/receipts/{id:long}/retry
            POST /api/v1/receivers
            POST /api/v1/receivers/{id}/preview
            POST /api/v1/receivers/{id}/rotate-secret
            POST /api/v1/removals/confirm
            POST /api/v1/removals/deny
            POST /api/v1/replays/{id}/cancel
            POST /api/v1/sites
            POST /api/v1/sites/{site}/code
            POST /api/v1/sites/{site}/resync
            POST /api/v1/sites/{site}/revoke
            POST /api/v1/sites/{site}/rotate
            POST /api/v1/webhooks
            POST /api/v1/webhooks/import
            POST /api/v1/webhooks/preview
            POST /api/v1/webhooks/{id}/disable
            POST /api/v1/webhooks/{id}/enable
            POST /api/v1/webhooks/{id}/rotate-secret
            POST /api/v1/webhooks/{id}/test
            PUT /api/v1/customers/{id}
            PUT /api/v1/customers/{id}/accounts/{site}/{account}
            PUT /api/v1/customers/{id}/members/{person}
            PUT /api/v1/people/{id}/roles
            PUT /api/v1/receivers/{id}
            PUT /api/v1/sites/{site}/member-tokens
            PUT /api/v1/webhooks
            PUT /api/v1/webhooks/{id}
            """),

        new("hub.read, and members their own", static who => Api(who, static w => w is HubRead or MemberTokenHere or MemberTokenThere or OtherMemberToken), """
            GET /api/v1/actions
            GET /api/v1/documents
            """),

        new("hub.read, and a member's token for this site", static who => who is MemberTokenThere or OtherMemberToken ? Outcome.NotFound : Api(who, static w => w is HubRead or MemberTokenHere), """
            GET /api/v1/actions/{request}
            GET /api/v1/documents/{site}/{docType}/{name}
            GET /api/v1/documents/{site}/{docType}/{name}/messages
            GET /api/v1/documents/{site}/{docType}/{name}/timeline
            """),

        new("members' tokens", static who => Api(who, static w => w is MemberTokenHere or MemberTokenThere or OtherMemberToken), """
            GET /api/v1/me/customers
            """),

        new("a member's token for this site", static who => who is MemberTokenThere or OtherMemberToken ? Outcome.NotFound : Api(who, static w => w is MemberTokenHere), """
            GET /api/v1/actions/{request}/events
            GET /api/v1/documents/{site}/{docType}/{name}/actions
            POST /api/v1/actions/{request}/withdraw
            POST /api/v1/documents/{site}/{docType}/actions/{action}
            POST /api/v1/documents/{site}/{docType}/{name}/actions/{action}
            POST /api/v1/documents/{site}/{docType}/{name}/messages
            """),

        new("a member's token for this site, if the site is there", static who => who is MemberTokenThere or OtherMemberToken ? Outcome.NotFound : Api(who, static w => w is MemberTokenHere), """
            GET /api/v1/documents/{site}/{docType}/{name}/files
            GET /api/v1/documents/{site}/{docType}/{name}/files/{file}
            GET /api/v1/documents/{site}/{docType}/{name}/print
            """) { IsPassedOn = true },
    ];

    private static Outcome Page(Who who, Func<Who, bool> may, Outcome others = Outcome.Forbidden) =>
        who is Anonymous or > Administrator ? Outcome.SignIn : may(who) ? Outcome.In : others;

    private static Outcome Api(Who who, Func<Who, bool> may) => who <= Administrator ? Outcome.Unauthorized : may(who) ? Outcome.In : Outcome.Forbidden;
}

/// <param name="For">in words</param>
/// <param name="Expected">what each gets who asks for what is acme's</param>
/// <param name="Listed">a route a line; of a page its forms as well</param>
internal sealed record Row(string For, Func<Who, Outcome> Expected, string Listed)
{
    /// <summary>It is shown to anybody, or leads to the sign-in itself.</summary>
    public bool IsOpen { get; init; }

    /// <summary>No token and no session suffices.</summary>
    public bool IsSigned { get; init; }

    /// <summary>A form of it changes the caller's own account, and is not sent in earnest.</summary>
    public bool IsOwn { get; init; }

    /// <summary>Whoever is let in is passed on to the site, which is away here.</summary>
    public bool IsPassedOn { get; init; }

    public IEnumerable<string> Routes => Listed.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
