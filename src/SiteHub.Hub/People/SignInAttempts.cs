using System.Net;
using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.People;

/// <summary>
/// How often a proof may be tried. Counted by where it comes from and by what it is tried on, known account or not; a browser in which this
/// person has signed in before is counted by itself, so that a stranger who tries their address does not lock them out.
/// </summary>
internal sealed class SignInAttempts(Database database, TimeProvider time)
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private const int MostByAddress = 50;
    private const int MostByAccount = 10;

    /// <summary>Takes one of the tries that are left.</summary>
    /// <param name="account">the number of the account that was found, else the address in its one form; or what else is counted</param>
    /// <param name="browser">of a browser that has signed in as this account before; null: a strange one</param>
    /// <returns>false: too many were tried; the try must not be looked at</returns>
    public Task<bool> Take(string account, string? browser, IPAddress? address, CancellationToken cancellationToken)
    {
        var byAccount = "account " + (browser is null ? account : $"{account} in {browser}");
        var byAddress = "address " + Network(address);
        return database.Writer.Write(
            db =>
            {
                var now = time.GetUtcNow();
                db.Execute("DELETE FROM sign_in_attempt WHERE at < $1", now - Window);
                if (Count(db, byAccount) >= MostByAccount || Count(db, byAddress) >= MostByAddress)
                {
                    return false;
                }

                Add(db, byAccount, now);
                Add(db, byAddress, now);
                return true;
            },
            cancellationToken);
    }

    /// <summary>It was right: what was tried before no longer counts against this account, nor this try against the place: a whole office signs in from one.</summary>
    public Task Forgive(string account, string? browser, IPAddress? address) =>
        database.Writer.Write(db =>
        {
            db.Execute("DELETE FROM sign_in_attempt WHERE key = $1", "account " + (browser is null ? account : $"{account} in {browser}"));
            db.Execute("DELETE FROM sign_in_attempt WHERE rowid = (SELECT max(rowid) FROM sign_in_attempt WHERE key = $1)", "address " + Network(address));
        });

    private static long Count(Session db, string key) => db.Long("SELECT count(*) FROM sign_in_attempt WHERE key = $1", key) ?? 0;

    private static void Add(Session db, string key, DateTimeOffset now) => db.Execute("INSERT INTO sign_in_attempt (key, at) VALUES ($1, $2)", key, now);

    /// <summary>A household has a /64 of IPv6 to itself: counted by address, it would never run out.</summary>
    private static string Network(IPAddress? address)
    {
        if (address is null || !(address is { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }))
        {
            return address?.ToString() ?? "unknown";
        }

        return Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8));
    }
}
