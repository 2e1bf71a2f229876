using Microsoft.Extensions.Logging;
using SiteHub.Hub.Audit;

namespace SiteHub.Hub.Identity;

/// <summary>Takes a client's access away, at once, and gives it back.</summary>
internal sealed class ClientAccess(ClientRows rows, EnrolledClients enrolled, ILogger<ClientAccess> log)
{
    /// <returns>false: there is no such client</returns>
    public async Task<bool> Set(string clientId, bool disabled, Actor by, CancellationToken cancellationToken)
    {
        if (!await rows.Set(clientId, disabled, by, cancellationToken))
        {
            return false;
        }

        enrolled.Forget();
        Log.ClientSet(log, clientId, disabled);
        return true;
    }
}
