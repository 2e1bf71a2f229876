using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Tokens;
using SiteHub.Operations.Streams;

namespace SiteHub.Hub.Identity;

/// <summary>
/// The one place in which what somebody was given is ended: its rows in the caller's transaction, and once that has committed, at once, what is
/// remembered of its tokens and the streams that are open on them. Nobody else marks a token or an authorization as revoked.
/// </summary>
internal sealed class Revocation(RememberedTokens remembered, OpenStreams streams)
{
    /// <summary>The tokens that came of a browser session, and its streams.</summary>
    public void OfSession(Session db, string sessionId)
    {
        const string Given = "IN (SELECT authorization_id FROM session_client WHERE session_id = $1)";
        db.Execute($"UPDATE OpenIddictAuthorizations SET Status = 'revoked' WHERE Id {Given}", sessionId);
        db.Execute($"UPDATE OpenIddictTokens SET Status = 'revoked' WHERE AuthorizationId {Given}", sessionId);
        db.AfterCommit(() => Tell(token => token.Session == sessionId, owner => owner.Session == sessionId));
    }

    /// <summary>Whatever anybody holds for a person.</summary>
    public void OfPerson(Session db, string personId)
    {
        db.Execute("UPDATE OpenIddictAuthorizations SET Status = 'revoked' WHERE Subject = $1 AND Type = 'ad-hoc' AND Status = 'valid'", personId);
        db.Execute("UPDATE OpenIddictTokens SET Status = 'revoked' WHERE Subject = $1 AND Status <> 'revoked'", personId);
        db.AfterCommit(() => Tell(token => token.Subject == personId, owner => owner.Person == personId));
    }

    /// <summary>A client's own tokens, and those that it holds for people.</summary>
    public void OfClient(Session db, string clientId)
    {
        db.Execute("UPDATE OpenIddictTokens SET Status = 'revoked' WHERE ApplicationId IN (SELECT Id FROM OpenIddictApplications WHERE ClientId = $1)", clientId);
        db.AfterCommit(() => Tell(token => token.ClientId == clientId, owner => owner.Client == clientId));
    }

    /// <summary>What one client holds for one person, consents included.</summary>
    /// <returns>false: nothing</returns>
    public bool OfPersonAtClient(Session db, string personId, string clientId)
    {
        const string Application = "ApplicationId = (SELECT Id FROM OpenIddictApplications WHERE ClientId = $2)";
        db.Execute($"UPDATE OpenIddictTokens SET Status = 'revoked' WHERE Subject = $1 AND {Application}", personId, clientId);
        var held = db.Execute($"UPDATE OpenIddictAuthorizations SET Status = 'revoked' WHERE Subject = $1 AND {Application} AND Status = 'valid'", personId, clientId) > 0;
        db.AfterCommit(() => AtClient(personId, clientId));
        return held;
    }

    /// <summary>Who may read what has changed for a person at a client: what is open is opened anew, and asked anew.</summary>
    public void AtClient(string personId, string clientId) =>
        Tell(token => token.Subject == personId && token.ClientId == clientId, owner => owner.Person == personId && owner.Client == clientId);

    /// <summary>The same for whoever came by that client.</summary>
    public void AtClient(string clientId) => Tell(token => token.ClientId == clientId, owner => owner.Client == clientId);

    /// <summary>The provider itself has marked what came of one authorization: a code or a refresh token came back, or was revoked.</summary>
    public void GrantEnded(string grant) => Tell(token => token.Grant == grant, owner => owner.Grant == grant);

    /// <summary>The provider itself has marked one token.</summary>
    public void TokenEnded(string id) => Tell(token => token.Id == id, owner => owner.Token == id);

    /// <summary>The provider itself has marked tokens of which it does not say which: they are all looked at anew.</summary>
    public void SomeEnded() => Tell(static _ => true, static owner => owner.Client is not null);

    private void Tell(Func<RememberedToken, bool> tokens, Func<StreamOwner, bool> owners)
    {
        remembered.Evict(tokens);
        streams.End(owners);
    }
}
