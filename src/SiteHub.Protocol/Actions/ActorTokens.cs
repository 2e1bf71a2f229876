using SiteHub.Protocol.Conversation;

namespace SiteHub.Protocol.Actions;

/// <summary>
/// What is particular to the token that goes with <c>action.requested</c>, and to the one that goes with <c>message.written</c>: a JWT of the hub for one site alone (<c>aud</c>), borne by the hub (<c>act</c>), for five minutes,
/// and good for nothing but one request or one message, see <c>BindingOf</c>.
/// </summary>
public static class ActorTokens
{
    /// <summary>Its <c>typ</c>: no other token of the hub passes for one, and it for no other.</summary>
    public const string Type = "sitehub-action+jwt";

    /// <summary>The <c>typ</c> of one for a message: leave to write is none to act.</summary>
    public const string MessageType = "sitehub-message+jwt";

    /// <summary>The claim that says who bears it: an object with the hub as its <c>sub</c> (RFC 8693, section 4.1).</summary>
    public const string Actor = "act";

    /// <summary>The hub, as the actor's <c>sub</c>.</summary>
    public const string Hub = "sitehub:hub";

    /// <summary>
    /// The claims that bind a token to one request: its id, the member, and all that they asked for. The hub writes exactly these and a site compares exactly these, so that
    /// none is written without being looked at. Null: the token has no such claim.
    /// </summary>
    public static IReadOnlyList<KeyValuePair<string, string?>> BindingOf(ActionRequested asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        return
        [
            new("jti", asked.Request),
            new("sub", asked.Member.Sub),
            new("email", asked.Member.Email),
            new("action", asked.Action),
            new("docType", asked.DocType),
            new("name", asked.Name),
            new("account", asked.Account),
            new("input", ActionRequested.DigestOf(asked.Input.Span)),
        ];
    }

    /// <summary>The claims that bind a token to one try of one message.</summary>
    public static IReadOnlyList<KeyValuePair<string, string?>> BindingOf(MessageWritten written)
    {
        ArgumentNullException.ThrowIfNull(written);
        return
        [
            new("jti", written.Message),
            new("sub", written.Member.Sub),
            new("email", written.Member.Email),
            new("attempt", written.Attempt.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            new("docType", written.DocType),
            new("name", written.Name),
            new("account", written.Account),
            new("text", ActionRequested.DigestOf(System.Text.Encoding.UTF8.GetBytes(written.Text))),
        ];
    }
}
