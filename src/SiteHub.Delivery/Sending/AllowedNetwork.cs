using System.Globalization;
using System.Net;

namespace SiteHub.Delivery.Sending;

/// <summary>
/// A network that may be sent to although it is not public: <c>10.1.0.0/16</c>, with a port <c>10.1.0.0/16:8080</c>,
/// for IPv6 <c>[fd00::/8]:8080</c>. Without a port: every port.
/// </summary>
public sealed record AllowedNetwork(IPNetwork Network, int? Port)
{
    public bool Allows(IPAddress address, int port)
    {
        ArgumentNullException.ThrowIfNull(address);
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (Port is null || Port == port) && Network.Contains(plain);
    }

    public static bool TryParse(string? text, out AllowedNetwork? network)
    {
        network = null;
        var (cidr, port) = Split(text ?? "");
        if (!IPNetwork.TryParse(cidr, out var parsed))
        {
            return false;
        }

        if (port is null)
        {
            network = new AllowedNetwork(parsed, null);
            return true;
        }

        if (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 65535)
        {
            return false;
        }

        network = new AllowedNetwork(parsed, number);
        return true;
    }

    public override string ToString() =>
        Port is null ? Network.ToString() : Network.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? $"[{Network}]:{Port}" : $"{Network}:{Port}";

    private static (string Cidr, string? Port) Split(string text)
    {
        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']', StringComparison.Ordinal);
            return end < 0 || (text.Length > end + 1 && text[end + 1] != ':')
                ? (text, null)
                : (text[1..end], text.Length == end + 1 ? null : text[(end + 2)..]);
        }

        // One colon is a port behind IPv4; more are IPv6 without brackets.
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || text.LastIndexOf(':') != colon ? (text, null) : (text[..colon], text[(colon + 1)..]);
    }
}
