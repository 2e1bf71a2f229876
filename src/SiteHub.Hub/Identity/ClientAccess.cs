using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Tokens;
using SiteHub.Hub.Audit;

namespace SiteHub.Hub.Identity;

/// <summary>Takes a client's access away, at once, and gives it back.</summary>
internal sealed class ClientAccess(ClientRows rows, EnrolledClients enrolled, RememberedTokens remembered, ILogger<ClientAccess> log)
{
    /// <returns>false: there is no such client</returns>
    public async Task<bool> Set(string clientId, bool disabled, Actor by, CancellationToken cancellationToken)
    {
        if (!await rows.Set(clientId, disabled, by, cancellationToken))
        {
            return false;
        }

        // Only now: a token that is validated after the memory was emptied must already find its row revoked.
        enrolled.Forget();
        remembered.EvictSubject(clientId);
        Log.ClientSet(log, clientId, disabled);
        return true;
    }
}
