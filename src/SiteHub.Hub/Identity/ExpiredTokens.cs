using System.Globalization;
using Hangfire;
using Microsoft.Extensions.Hosting;
using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.Identity;

/// <summary>Deletes the rows of tokens that have expired, and of sign-ins that have none left: every site takes a new one every few minutes.</summary>
[AutomaticRetry(Attempts = 0)]
internal sealed class ExpiredTokens(Database database, TimeProvider time)
{
    private const int Chunk = 500;

    /// <summary>In small pieces, since everything else that writes waits meanwhile.</summary>
    [JobDisplayName("Delete expired tokens")]
    public async Task Sweep(CancellationToken cancellationToken)
    {
        // As EF Core writes times.
        var before = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        int deleted;
        do
        {
            deleted = await database.Writer.Write(
                session => session.Execute("DELETE FROM OpenIddictTokens WHERE Id IN (SELECT Id FROM OpenIddictTokens WHERE ExpirationDate < $1 LIMIT $2)", before, Chunk),
                cancellationToken);
        }
        while (deleted == Chunk);

        do
        {
            deleted = await database.Writer.Write(static session => ClientAssertions.Trim(session, Chunk), cancellationToken);
        }
        while (deleted == Chunk);

        // One was made for each sign-in; without a token that still lives, nothing is left that it could revoke.
        do
        {
            deleted = await database.Writer.Write(
                session => session.Execute(
                    """
                    DELETE FROM OpenIddictAuthorizations WHERE Id IN (
                        SELECT a.Id FROM OpenIddictAuthorizations a
                        WHERE a.Type = 'ad-hoc' AND a.CreationDate < $1 AND NOT EXISTS (SELECT 1 FROM OpenIddictTokens t WHERE t.AuthorizationId = a.Id) LIMIT $2)
                    """,
                    before,
                    Chunk),
                cancellationToken);
        }
        while (deleted == Chunk);
    }

    internal sealed class Clock(IRecurringJobManagerV2 jobs) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            jobs.AddOrUpdate<ExpiredTokens>("delete expired tokens", tokens => tokens.Sweep(CancellationToken.None), Cron.Hourly);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
