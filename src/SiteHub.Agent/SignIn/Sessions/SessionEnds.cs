using SiteHub.Delivery.Storage;
using SiteHub.Operations.Streams;

namespace SiteHub.Agent.SignIn.Sessions;

/// <summary>The one place in which sessions of this site end: with the tokens that were kept for them, and with what is open in them.</summary>
internal sealed class SessionEnds(OpenStreams streams)
{
    /// <summary>What somebody is here has changed: what they have open is opened anew, and asked anew.</summary>
    public void PagesOf(string email) => streams.End(owner => owner.Person is { } person && person.Equals(email, StringComparison.OrdinalIgnoreCase));

    /// <summary>Ends what matches; part of the caller's transaction.</summary>
    /// <param name="session">the transaction</param>
    /// <param name="where">over the columns of hub_session; a constant of ours</param>
    /// <param name="args">its arguments</param>
    /// <returns>how many ended</returns>
    public int End(Session session, string where, params ReadOnlySpan<object?> args)
    {
        var ended = session.Many($"SELECT id FROM hub_session WHERE {where}", static row => row.Text(0), args).ToHashSet(StringComparer.Ordinal);
        if (ended.Count == 0)
        {
            return 0;
        }

        session.Execute($"DELETE FROM session_token WHERE session IN (SELECT id FROM hub_session WHERE {where})", args);
        session.Execute($"DELETE FROM hub_session WHERE {where}", args);
        session.AfterCommit(() => streams.End(owner => owner.Session is { } id && ended.Contains(id)));
        return ended.Count;
    }
}
