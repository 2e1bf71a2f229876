using static SiteHub.Agent.Tests.Access.Who;

namespace SiteHub.Agent.Tests.Access;

/// <summary>Every kind of caller at a site: nobody, people in a browser by their role here, and programs by their user's.</summary>
public enum Who
{
    Anonymous,
    ManagerInBrowser,
    ReaderInBrowser,
    ContactInBrowser,
    ManagerKey,
    ReaderKey,
    LimitedKey,
    WrongKey,
}

/// <summary>What a caller gets.</summary>
public enum Outcome
{
    In,
    SignIn,
    Unauthorized,
    Forbidden,
}

/// <summary>A site's routes by who may use them. A route that stands in no row fails the test.</summary>
internal static class SiteAccessTable
{
    public static IReadOnlyList<Row> Rows { get; } =
    [
        new("anybody", static _ => Outcome.In, """
            GET /assets/{**path}
            GET /brand.css
            GET /error/{status:int}
            GET /health
            GET /health/live
            GET /health/ready
            GET /openapi/{documentName}.json
            GET /signed-out
            GET /signin
            POST /preferences
            """) { IsOpen = true },

        new("nobody, or whoever signs it, which nobody does here", static _ => Outcome.In, """
            GET /signin/refused
            POST /api/resource/{docType}/{**name}
            POST /backchannel-logout
            POST /hooks/{name}
            POST /sitehub/v1/links/{link}/ask
            POST /sitehub/v1/links/{link}/events
            POST /sitehub/v1/links/{link}/hello
            POST /sitehub/v1/revocation
            """) { IsSigned = true },

        new("everybody who is signed in, each by the rights on the document", static who => IsPerson(who) ? Outcome.In : Outcome.SignIn, """
            GET /
            GET /documents
            GET /documents/files
            GET /documents/form
            GET /me/acting
            GET /me/acting/callback
            GET /me/hub
            GET /published
            GET /published/document
            POST /documents/files?handler=Add
            POST /documents/files?handler=Remove
            POST /documents/form?handler=Cancel
            POST /documents/form?handler=More
            POST /documents/form?handler=Save
            POST /documents/form?handler=Say
            POST /documents/form?handler=Submit
            POST /documents/form?handler=Unsay
            POST /me/acting?handler=Connect
            POST /me/acting?handler=End
            POST /signout
            """) { IsOwn = true },

        new("System Managers in a browser", static who => !IsPerson(who) ? Outcome.SignIn : who == ManagerInBrowser ? Outcome.In : Outcome.Forbidden, """
            GET /admin
            GET /admin/actions
            GET /admin/deliveries
            GET /admin/deliveries/{id}
            GET /admin/inbound
            GET /admin/inbound/new
            GET /admin/inbound/receivers/{id}
            GET /admin/inbound/{id:long}
            GET /admin/jobs/{**path}
            GET /admin/source/authorization
            GET /admin/source/authorization/callback
            GET /admin/source/people
            GET /admin/links
            GET /admin/links/{link}
            GET /admin/links/{link}/rejected/{id:long}
            GET /admin/live
            GET /admin/live/stream
            GET /admin/parked
            GET /admin/publications
            GET /admin/replays
            GET /admin/safety
            GET /admin/series
            GET /admin/source
            GET /admin/webhooks
            GET /admin/webhooks/import
            GET /admin/webhooks/new
            GET /admin/webhooks/{id}
            GET /admin/webhooks/{id}/edit
            POST /admin/actions?handler=Decide
            POST /admin/deliveries/{id}?handler=Retry
            POST /admin/deliveries?handler=Replay
            POST /admin/inbound/new
            POST /admin/inbound/receivers/{id}
            POST /admin/inbound/receivers/{id}?handler=Preview
            POST /admin/inbound/receivers/{id}?handler=Remove
            POST /admin/inbound/receivers/{id}?handler=Rotate
            POST /admin/inbound/{id:long}?handler=Retry
            POST /admin/inbound?handler=Replay
            POST /admin/links/{link}/rejected/{id:long}?handler=Discard
            POST /admin/links/{link}/rejected/{id:long}?handler=Retry
            POST /admin/links/{link}?handler=Pause
            POST /admin/links/{link}?handler=Resume
            POST /admin/links/{link}?handler=Resync
            POST /admin/parked?handler=Discard
            POST /admin/parked?handler=Retry
            POST /admin/source/authorization?handler=Connect
            POST /admin/source/authorization?handler=Disconnect
            POST /admin/source/people?handler=Again
            POST /admin/source/people?handler=End
            POST /admin/publications?handler=Evaluate
            POST /admin/publications?handler=Resync
            POST /admin/replays?handler=Cancel
            POST /admin/source?handler=Check
            POST /admin/source?handler=Repair
            POST /admin/webhooks/import
            POST /admin/webhooks/import?handler=Check
            POST /admin/webhooks/new
            POST /admin/webhooks/new?handler=Check
            POST /admin/webhooks/new?handler=Pick
            POST /admin/webhooks/{id}/edit
            POST /admin/webhooks/{id}/edit?handler=Check
            POST /admin/webhooks/{id}/edit?handler=Pick
            POST /admin/webhooks/{id}?handler=Disable
            POST /admin/webhooks/{id}?handler=Enable
            POST /admin/webhooks/{id}?handler=Remove
            POST /admin/webhooks/{id}?handler=Rotate
            POST /admin/webhooks/{id}?handler=Test
            """),

        new("a System Manager's key", static who => who switch { ManagerKey => Outcome.In, ReaderKey or LimitedKey => Outcome.Forbidden, _ => Outcome.Unauthorized }, """
            DELETE /api/v1/receivers/{id}
            DELETE /api/v1/webhooks/{id}
            GET /api/v1/actions
            GET /api/v1/announcements
            GET /api/v1/deliveries
            GET /api/v1/deliveries/{id}
            GET /api/v1/links
            GET /api/v1/links/{link}/rejected
            GET /api/v1/links/{link}/rejected/{id:long}
            GET /api/v1/parked
            GET /api/v1/publications
            GET /api/v1/publications/unevaluated
            GET /api/v1/receipts
            GET /api/v1/receipts/{id:long}
            GET /api/v1/receivers
            GET /api/v1/receivers/{id}
            GET /api/v1/replays
            GET /api/v1/replays/{id}
            GET /api/v1/safety
            GET /api/v1/webhooks
            GET /api/v1/webhooks/export
            GET /api/v1/webhooks/{id}
            GET /api/v1/webhooks/{id}/preview
            GET /metrics
            POST /api/v1/actions/{id}/decide
            POST /api/v1/deliveries/replay
            POST /api/v1/deliveries/{id}/retry
            POST /api/v1/links/{link}/pause
            POST /api/v1/links/{link}/rejected/{id:long}/discard
            POST /api/v1/links/{link}/rejected/{id:long}/retry
            POST /api/v1/links/{link}/resume
            POST /api/v1/parked/discard
            POST /api/v1/parked/retry
            POST /api/v1/publications/unevaluated/evaluate
            POST /api/v1/publications/{docType}/resync
            POST /api/v1/receipts/replay
            POST /api/v1/receipts/{id:long}/retry
            POST /api/v1/receivers
            POST /api/v1/receivers/{id}/preview
            POST /api/v1/receivers/{id}/rotate-secret
            POST /api/v1/replays/{id}/cancel
            POST /api/v1/webhooks
            POST /api/v1/webhooks/import
            POST /api/v1/webhooks/preview
            POST /api/v1/webhooks/{id}/disable
            POST /api/v1/webhooks/{id}/enable
            POST /api/v1/webhooks/{id}/rotate-secret
            POST /api/v1/webhooks/{id}/test
            PUT /api/v1/receivers/{id}
            PUT /api/v1/webhooks
            PUT /api/v1/webhooks/{id}
            """),

        // As Frappe answers: without a key somebody is a guest, whose rights are none; a cookie is no key.
        new("keys, by the rights on what is read", static who => who switch { ManagerKey or ReaderKey => Outcome.In, WrongKey => Outcome.Unauthorized, _ => Outcome.Forbidden }, """
            DELETE /api/method/{method}
            GET /api/method/{method}
            POST /api/method/{method}
            PUT /api/method/{method}
            GET /api/resource/{docType}
            GET /api/resource/{docType}/{**name}
            """),

        new("keys, by the right to write the document", static who => who switch { ManagerKey => Outcome.In, WrongKey => Outcome.Unauthorized, _ => Outcome.Forbidden }, """
            DELETE /api/resource/{docType}/{**name}
            POST /api/resource/{docType}
            PUT /api/resource/{docType}/{**name}
            """),
    ];

    private static bool IsPerson(Who who) => who is ManagerInBrowser or ReaderInBrowser or ContactInBrowser;
}

/// <param name="For">in words</param>
/// <param name="Expected">what each gets</param>
/// <param name="Listed">a route a line; of a page its forms as well</param>
internal sealed record Row(string For, Func<Who, Outcome> Expected, string Listed)
{
    public bool IsOpen { get; init; }

    /// <summary>No key and no session suffices.</summary>
    public bool IsSigned { get; init; }

    /// <summary>What they get there is theirs; a form of it is not sent in earnest.</summary>
    public bool IsOwn { get; init; }

    public IEnumerable<string> Routes => Listed.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
