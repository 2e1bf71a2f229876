using SiteHub.Agent.SignIn.Sessions;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.SignIn;

/// <summary>Deletes, in small pieces, sessions and logout tokens whose time is over.</summary>
internal sealed class SignInRetention(Database database, SessionEnds ends, TimeProvider time)
{
    private const int Piece = 500;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        int deleted;
        do
        {
            deleted = await database.Writer.Write(
                session => ends.End(session, "id IN (SELECT id FROM hub_session WHERE ends <= $1 LIMIT $2)", now, Piece)
                    + session.Execute("DELETE FROM logout_token WHERE jti IN (SELECT jti FROM logout_token WHERE ends <= $1 LIMIT $2)", now, Piece),
                cancellationToken);
        }
        while (deleted >= Piece);
    }
}
