using SiteHub.Delivery.Sending;

namespace SiteHub.Cli.Terminal;

internal static class Http
{
    /// <summary>A proxy set for the internet at large does not know this machine's own roles.</summary>
    public static HttpClient For(Uri address, TimeSpan timeout) =>
        new(address.IsOfThisMachine ? new GuardedConnection(NetworkGuard.Everything).CreateHandler() : new SocketsHttpHandler()) { BaseAddress = address, Timeout = timeout };
}
