using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using SiteHub.Agent.SignIn.Tokens;
using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Sources.Frappe.Authorization;

/// <summary>Somebody connects the agent to the Frappe site: there, they agree; here, the tokens are kept.</summary>
internal sealed class SourceConnection(SiteOptions options, FrappeOAuth site, SourceTokenRows rows, EndedTokens ended, SourceStanding standing, SecretBox secrets, Database database, TimeProvider time, ILogger<SourceConnection> log)
{
    public const string CallbackPath = "/admin/source/authorization/callback";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>To be entered in Frappe's OAuth Client, to the letter.</summary>
    public string RedirectUri => RedirectOf(SourceTokenRows.Source);

    /// <summary>The same, for people who connect their own users.</summary>
    public const string OwnCallbackPath = "/me/acting/callback";

    public string RedirectOf(string owner) => new Uri(options.Site.Url, owner == SourceTokenRows.Source ? CallbackPath : OwnCallbackPath).AbsoluteUri;

    /// <param name="owner">as whom the site will be asked</param>
    /// <param name="person">who begins, and alone may end it: an administrator, or the session of somebody who connects their own user</param>
    /// <param name="cancellationToken">ends the wait for the writer</param>
    /// <returns>where they agree</returns>
    public async Task<Uri> Begin(string owner, string person, CancellationToken cancellationToken)
    {
        var state = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var kept = secrets.Protect(PurposeOf(state), verifier);
        var now = time.GetUtcNow();
        await database.Writer.Write(
            session =>
            {
                session.Execute("DELETE FROM frappe_connecting WHERE ends <= $1", now);
                session.Execute("INSERT INTO frappe_connecting (state, owner, verifier, person, ends) VALUES ($1, $2, $3, $4, $5)", HashOf(state), owner, kept, person, now + Patience);
            },
            cancellationToken);
        return site.Authorize(owner, RedirectOf(owner), state, Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))));
    }

    /// <param name="state">as it came back</param>
    /// <param name="code">of the site's</param>
    /// <param name="error">in its place</param>
    /// <param name="person">who began</param>
    /// <param name="email">whose user it must be there; null: whoever it is, the source asks as them</param>
    /// <param name="cancellationToken">ends the wait</param>
    /// <returns>null: connected; else why not, a text that has a translation, and what the site said</returns>
    public async Task<(string Why, string? Said)?> Finish(string? state, string? code, string? error, string person, string? email, CancellationToken cancellationToken)
    {
        // Good once, whatever comes of it.
        var begun = state is { Length: > 0 and <= 200 } ? await database.Writer.Write(session => Take(session, state, person), cancellationToken) : null;
        if (begun is not { } one)
        {
            return ("This answer belongs to no connection that you have begun here in the last 15 minutes. Begin again.", null);
        }

        if (error is not null || string.IsNullOrEmpty(code))
        {
            return error == "access_denied" ? ("It was not allowed at the site. Begin again, and allow it there.", null) : ("The site gave no code.", Cut(error));
        }

        try
        {
            var given = await site.Redeem(one.Owner, code, RedirectOf(one.Owner), secrets.Unprotect(PurposeOf(state!), one.Verifier), cancellationToken);
            var user = await site.UserOf(given.Access, cancellationToken);
            if (one.Owner != SourceTokenRows.Source && (email is null || !string.Equals(user, email, StringComparison.OrdinalIgnoreCase)))
            {
                await site.Revoke(given.Access, cancellationToken);
                return ("At the company's system you are signed in as somebody else. Sign out there, sign in as yourself, and begin again.", Cut(user));
            }

            await rows.Connect(one.Owner, user, email ?? person, given, time.GetUtcNow(), cancellationToken);
            if (one.Owner == SourceTokenRows.Source)
            {
                standing.Well();
            }

            Log.Connected(log, user, email ?? person);
            return null;
        }
        catch (TokenRefusedException refused)
        {
            return ("The site did not take the code: see that client id and secret are those of its OAuth Client.", refused.Message);
        }
        catch (Exception fault) when (FrappeOAuth.IsAway(fault) && !cancellationToken.IsCancellationRequested)
        {
            return ("The site cannot be reached from here. Begin again once it can.", fault.Message);
        }
    }

    public async Task Disconnect(string owner, CancellationToken cancellationToken)
    {
        await rows.Remove(owner, time.GetUtcNow(), cancellationToken);
        if (owner == SourceTokenRows.Source)
        {
            standing.Note(new FrappeFault(Verdict.NeedsAuthorization, null, null, SourceTokens.NotConnected));
        }

        await ended.RevokeDue(cancellationToken);
    }

    private (string Owner, string Verifier)? Take(Session session, string state, string person)
    {
        var found = session.One(
            "SELECT owner, verifier FROM frappe_connecting WHERE state = $1 AND person = $2 AND ends > $3", static row => ((string, string)?)(row.Text(0), row.Text(1)), HashOf(state), person, time.GetUtcNow());
        session.Execute("DELETE FROM frappe_connecting WHERE state = $1", HashOf(state));
        return found;
    }

    private static string HashOf(string state) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)));

    private static string PurposeOf(string state) => $"verifier of {HashOf(state)}";

    private static string? Cut(string? text) => text is { Length: > 200 } ? text[..200] : text;
}
