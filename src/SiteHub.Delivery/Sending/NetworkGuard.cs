using System.Net;
using System.Net.Sockets;

namespace SiteHub.Delivery.Sending;

/// <summary>
/// Decides which addresses may be sent to. What a person writes into a webhook must not reach the machine itself, the network around
/// it or the metadata of its cloud. Names are not looked at, only the address that is about to be connected to.
/// </summary>
/// <param name="allowed">private networks that may be reached nevertheless</param>
/// <param name="loopback">whether loopback may be reached</param>
public sealed class NetworkGuard(IReadOnlyList<AllowedNetwork> allowed, bool loopback)
{
    /// <summary>Everything else in IPv6 is unassigned, local, or an IPv4 address in disguise.</summary>
    private static readonly IPNetwork GlobalV6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>The registries of special addresses (RFC 6890), and what is reserved, of both families.</summary>
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>Public addresses alone.</summary>
    public static NetworkGuard PublicOnly { get; } = new([], loopback: false);

    /// <summary>For where only an operator's own file says what is sent to.</summary>
    public static NetworkGuard Everything { get; } =
        new([new AllowedNetwork(new IPNetwork(IPAddress.Any, 0), null), new AllowedNetwork(new IPNetwork(IPAddress.IPv6Any, 0), null)], loopback: true);

    /// <param name="allowed">what the configuration allows; if it says nothing, loopback is allowed where the role itself is there</param>
    /// <param name="own">the role's own address</param>
    public static NetworkGuard For(IReadOnlyList<AllowedNetwork> allowed, Uri own)
    {
        ArgumentNullException.ThrowIfNull(allowed);
        ArgumentNullException.ThrowIfNull(own);
        return new NetworkGuard(allowed, allowed.Count == 0 && own.IsOfThisMachine);
    }

    public bool Allows(IPAddress address, int port)
    {
        ArgumentNullException.ThrowIfNull(address);
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return IsPublic(plain) || (loopback && IPAddress.IsLoopback(plain)) || allowed.Any(n => n.Allows(plain, port));
    }

    private static bool IsPublic(IPAddress address)
    {
        if (address.AddressFamily is AddressFamily.InterNetworkV6)
        {
            if (Nat64.Contains(address))
            {
                // What comes out at the other end is this IPv4 address (RFC 6052).
                return IsPublic(new IPAddress(address.GetAddressBytes().AsSpan(12)));
            }

            if (!GlobalV6.Contains(address))
            {
                return false;
            }
        }

        return !Special.Any(n => n.Contains(address));
    }
}
