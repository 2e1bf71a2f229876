using System.Net;

namespace SiteHub.Delivery.Sending;

/// <summary>The guard does not let this connection be made.</summary>
public sealed class NetworkRefusedException(string host, int port, IReadOnlyList<IPAddress> addresses) : Exception(
    $"{host} is {(addresses.Count == 0 ? "no address" : string.Join(", ", addresses))}, which may not be sent to. "
    + $"If it is right, allow its network and port {port} in this role's allowNetworks.");
