using System.Net;

namespace SiteHub.Delivery.Sending;

/// <summary>The names of this machine for itself. <see cref="Uri.IsLoopback"/> knows no <c>*.localhost</c>.</summary>
public static class ThisMachine
{
    /// <summary>localhost and everything under it (RFC 6761, section 6.3), and the loopback addresses.</summary>
    /// <param name="host">without port, an IPv6 address with or without brackets</param>
    public static bool IsCalled(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return IsName(host) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));
    }

    extension(Uri url)
    {
        /// <summary>What is sent there does not leave this machine.</summary>
        public bool IsOfThisMachine => IsCalled(url.Host);
    }

    /// <returns>its addresses, of which no server of names is asked: it might say another's; null: it is the name of another, or an address</returns>
    internal static IPAddress[]? AddressesOf(string host) => IsName(host) ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : null;

    private static bool IsName(string host)
    {
        var name = host.EndsWith('.') ? host[..^1] : host;
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }
}
