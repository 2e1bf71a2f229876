namespace SiteHub.Hub.Sessions.Logout;

/// <param name="SessionId">the <c>sid</c> that the client knows it by</param>
/// <param name="Uri">the client's back-channel logout address, as it was when the session ended</param>
/// <param name="Expires">when the session would have ended anyway: there is nothing left to tell</param>
/// <param name="Due">when it is tried next; null: told, or no longer tried</param>
/// <param name="Error">what went wrong at the last attempt</param>
internal sealed record LogoutNotice(
    long Id, string SessionId, string PersonId, string ClientId, Uri Uri, DateTimeOffset Created, DateTimeOffset Expires, DateTimeOffset? Due, long Attempts, DateTimeOffset? Delivered, string? Error);
