using System.Globalization;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Workers;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Sources.Frappe.Authorization;

/// <summary>
/// Tokens that ended here, and are to end at the Frappe site too: until they do, whoever has got hold of one acts there. Nothing waits for it; a site that is away is asked
/// again, less and less often, for about two weeks.
/// </summary>
internal sealed class EndedTokens(FrappeEntry entry, FrappeOAuth site, SecretBox secrets, Database database, WorkerSet workers, TimeProvider time, ILogger<EndedTokens> log)
{
    public const string Sqlite =
        """
        -- Sealed as it was in frappe_token. client: begins with the site that gave it; another is not told of it.
        CREATE TABLE frappe_ended_token (id INTEGER PRIMARY KEY, owner TEXT NOT NULL, client TEXT NOT NULL, access TEXT NOT NULL, due INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0);
        CREATE INDEX frappe_ended_token_due ON frappe_ended_token (due);
        """;

    private const int MostTries = 60;

    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    public Task RevokeDue(CancellationToken cancellationToken) => workers.EachAsync(
        "revocation of ended tokens",
        database.Read(session => session.Many("SELECT id FROM frappe_ended_token WHERE due <= $1 ORDER BY due LIMIT 100", static row => row.Text(0), time.GetUtcNow())),
        id => Revoke(long.Parse(id, CultureInfo.InvariantCulture), cancellationToken),
        cancellationToken,
        sideBySide: 2);

    private async Task Revoke(long id, CancellationToken cancellationToken)
    {
        if (database.Read(session => session.One("SELECT owner, client, access, tries FROM frappe_ended_token WHERE id = $1", static row => ((string Owner, string Client, string Access, long Tries)?)(row.Text(0), row.Text(1), row.Text(2), row.Long(3)), id)) is not { } one)
        {
            return;
        }

        var isOver = !one.Client.StartsWith($"{entry.Url.GetLeftPart(UriPartial.Authority)} ", StringComparison.Ordinal) || await site.Revoke(secrets.Unprotect(SourceTokenRows.AccessOf(one.Owner), one.Access), cancellationToken);
        if (!isOver && one.Tries + 1 >= MostTries)
        {
            Log.NotRevoked(log, MostTries);
            isOver = true;
        }

        var wait = TimeSpan.FromMinutes(Math.Min(Math.Pow(2, one.Tries), Longest.TotalMinutes));
        await database.Writer.Write(
            session => isOver
                ? session.Execute("DELETE FROM frappe_ended_token WHERE id = $1", id)
                : session.Execute("UPDATE frappe_ended_token SET tries = tries + 1, due = $2 WHERE id = $1", id, time.GetUtcNow() + wait),
            cancellationToken);
    }
}
