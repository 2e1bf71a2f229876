namespace SiteHub.Protocol.Actions;

/// <summary>
/// What is particular to the token that goes with <c>action.requested</c>: a JWT of the hub for one site alone (<c>aud</c>), about the member
/// (<c>sub</c>, <c>email</c>), borne by the hub (<c>act</c>), good for one request (<c>jti</c>) and its input (<c>input</c>), for five minutes.
/// </summary>
public static class ActorTokens
{
    /// <summary>Its <c>typ</c>: no other token of the hub passes for one, and it for no other.</summary>
    public const string Type = "sitehub-action+jwt";

    /// <summary>The claim that holds <see cref="ActionRequested.DigestOf"/>.</summary>
    public const string Input = "input";
}
