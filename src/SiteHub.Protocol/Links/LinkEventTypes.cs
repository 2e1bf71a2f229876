using System.Text;

namespace SiteHub.Protocol.Links;

/// <summary>What an entry of a log may be. A receiver records a type that it does not know as rejected and goes on.</summary>
public static class LinkEventTypes
{
    /// <summary>Site to hub: the site's DocTypes and publications.</summary>
    public const string SiteCatalogue = "site.catalogue";

    /// <summary>Site to hub: a published document as it now is.</summary>
    public const string DocumentChanged = "document.changed";

    /// <summary>Site to hub: a published document is gone at the site.</summary>
    public const string DocumentDeleted = "document.deleted";

    /// <summary>Site to hub: a document exists on, and is no longer published.</summary>
    public const string DocumentWithdrawn = "document.withdrawn";

    /// <summary>Site to hub: a published document, told again by a resync.</summary>
    public const string DocumentSnapshot = "document.snapshot";

    /// <summary>Site to hub: a publication is told from the start.</summary>
    public const string SnapshotBegin = "snapshot.begin";

    /// <summary>Site to hub: the publication was told whole.</summary>
    public const string SnapshotEnd = "snapshot.end";

    /// <summary>Site to hub: the state of a request.</summary>
    public const string ActionProgressed = "action.progressed";

    /// <summary>Site to hub: what the company wrote for the customer on a document.</summary>
    public const string MessageTold = "message.told";

    /// <summary>Site to hub: what became of a member's message.</summary>
    public const string MessageAnswered = "message.answered";

    /// <summary>Hub to site: a member wrote something on a document.</summary>
    public const string MessageWritten = "message.written";

    /// <summary>Hub to site: tell publications again.</summary>
    public const string SiteResync = "site.resync";

    /// <summary>Hub to site: renew the key and the link's secret.</summary>
    public const string SiteRotate = "site.rotate";

    /// <summary>Hub to site: a member asks for an action.</summary>
    public const string ActionRequested = "action.requested";

    /// <summary>Hub to site: the member takes the request back.</summary>
    public const string ActionWithdrawn = "action.withdrawn";

    /// <summary>Hub to site: a person may do nothing any more.</summary>
    public const string UserDisabled = "user.disabled";

    /// <summary>Hub to site: a person may come in again.</summary>
    public const string UserEnabled = "user.enabled";

    /// <summary>Hub to site: what a person is there.</summary>
    public const string UserRoles = "user.roles";

    /// <summary>Hub to site: a person signed out.</summary>
    public const string SessionEnded = "session.ended";

    /// <summary>Hub to site: a document of another site, by a route.</summary>
    public const string DocumentRouted = "document.routed";

    /// <summary>Either way: stands in for an entry that the peer would not take.</summary>
    public const string EntryUnsendable = "entry.unsendable";

    private static readonly (byte[] Utf8, string Text)[] Known =
    [
        .. new[]
        {
            DocumentChanged, DocumentSnapshot, DocumentDeleted, DocumentWithdrawn, SnapshotBegin, SnapshotEnd, ActionProgressed, ActionRequested,
            ActionWithdrawn, SiteCatalogue, SiteResync, SiteRotate, UserDisabled, UserEnabled, UserRoles, SessionEnded, DocumentRouted, MessageTold, MessageAnswered,
            MessageWritten, EntryUnsendable,
        }.Select(static type => (Encoding.UTF8.GetBytes(type), type)),
    ];

    /// <summary>The constant for a known type, so that a batch does not make the same text 500 times; null for another.</summary>
    internal static string? Of(ReadOnlySpan<byte> utf8)
    {
        foreach (var (known, text) in Known)
        {
            if (utf8.SequenceEqual(known))
            {
                return text;
            }
        }

        return null;
    }
}
