using System.Net;
using System.Text.Json;
using SiteHub.Delivery.Sending;

namespace SiteHub.Operations.Configuration.Reading;

/// <summary>Networks: those that a role may send to, those whose headers it believes, those that it answers without TLS.</summary>
internal static class NetworkReader
{
    /// <summary>Where nobody but the operator's own people listens: RFC 1918, 6598, 3927 and 4193, and the machine itself.</summary>
    private static readonly IPNetwork[] Private =
        [.. new[] { "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8", "fc00::/7", "fe80::/10", "::1/128" }.Select(IPNetwork.Parse)];

    public static AllowedNetwork[] Networks(this ObjectReader owner) =>
        [.. owner.List("allowNetworks", (item, path) =>
        {
            if (item.ValueKind == JsonValueKind.String && AllowedNetwork.TryParse(item.GetString(), out var network))
            {
                return network;
            }

            owner.Context.Fault(path, "must be a network, such as 10.1.0.0/16, 10.1.0.0/16:8080 or [fd00::/8]:8080", Found.Value(item));
            return null;
        }).Select(n => n.Value)];

    public static IPNetwork[] TrustedProxies(this ObjectReader owner) => [.. Addresses(owner, "trustedProxies").Select(static n => n.Value)];

    /// <summary>Plain http can be read by whoever stands in between, so an address that others reach has it only from networks that are named here.</summary>
    public static IPNetwork[] PlainHttpFrom(this ObjectReader owner, Uri url)
    {
        var networks = Addresses(owner, "plainHttpFrom").ToList();
        foreach (var (network, path) in networks.Where(static n => !Private.Any(p => Contains(p, n.Value))))
        {
            owner.Context.Fault(path, "must be a private network, such as 10.1.0.0/16; from anywhere else only https is answered", Found.Text(network.ToString()));
        }

        if (url.Scheme == Uri.UriSchemeHttp && !url.IsOfThisMachine && networks.Count == 0 && !owner.IsFaulty("plainHttpFrom"))
        {
            owner.Fault("url", "is plain http, which whoever stands in between can read: use https, or name in plainHttpFrom the private networks from which it is reached", Found.Text(url.ToString()));
        }

        return [.. networks.Select(static n => n.Value)];
    }

    private static IEnumerable<(IPNetwork Value, string Path)> Addresses(ObjectReader owner, string name)
    {
        foreach (var text in owner.Texts(name))
        {
            if (IPNetwork.TryParse(text.Value, out var network))
            {
                yield return (network, text.Path);
            }
            else if (IPAddress.TryParse(text.Value, out var address))
            {
                yield return (new IPNetwork(address, address.GetAddressBytes().Length * 8), text.Path);
            }
            else
            {
                owner.Context.Fault(text.Path, "must be an address or a network, such as 10.0.0.7 or 10.0.0.0/24", Found.Text(text.Value));
            }
        }
    }

    private static bool Contains(IPNetwork outer, IPNetwork inner) => outer.PrefixLength <= inner.PrefixLength && outer.Contains(inner.BaseAddress);
}
