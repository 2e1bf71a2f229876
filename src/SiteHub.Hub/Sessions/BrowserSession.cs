namespace SiteHub.Hub.Sessions;

/// <param name="Id">the <c>sid</c> of the tokens that it leads to</param>
/// <param name="Amr">how they proved themselves, as in RFC 8176: <c>pwd</c>, <c>otp</c>, <c>hwk</c>, separated by spaces</param>
/// <param name="Address">where the browser came from when it signed in</param>
/// <param name="Agent">what the browser calls itself</param>
/// <param name="Authenticated">when they last proved who they are; null: another provider vouches for them, and did not say when they proved it there</param>
internal sealed record BrowserSession(string Id, string PersonId, DateTimeOffset SignedIn, DateTimeOffset LastSeen, string Amr, string? Address, string? Agent, DateTimeOffset? Authenticated);
