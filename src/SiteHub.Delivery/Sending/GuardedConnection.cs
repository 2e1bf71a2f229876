using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace SiteHub.Delivery.Sending;

/// <summary>
/// Opens connections under a <see cref="NetworkGuard"/>. The address that was checked is the one that is connected to, so a name that changes
/// its address in between gains nothing.
/// </summary>
/// <param name="guard">what may be reached</param>
/// <param name="resolve">name resolution; null for the machine's own</param>
public sealed class GuardedConnection(NetworkGuard guard, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(5);

    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve = resolve ?? (static (host, token) => Dns.GetHostAddressesAsync(host, token));

    /// <summary>A handler that follows no redirects, keeps no cookies, uses no proxy (which would connect for us) and closes a connection rather than read on.</summary>
    /// <param name="certificate">the client's, with those it was issued under; null for none</param>
    public SocketsHttpHandler CreateHandler(SslStreamCertificateContext? certificate = null)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = ConnectWithin,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            MaxResponseDrainSize = 0,
            ActivityHeadersPropagator = null,

            // A customer's name in a header is not always ASCII.
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            ConnectCallback = async (context, token) => await ConnectAsync(context.DnsEndPoint, token),
        };
        if (certificate is not null)
        {
            handler.SslOptions.ClientCertificateContext = certificate;
        }

        return handler;
    }

    private async Task<Stream> ConnectAsync(DnsEndPoint endPoint, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(endPoint.Host, out var literal) ? [literal] : ThisMachine.AddressesOf(endPoint.Host) ?? await _resolve(endPoint.Host, cancellationToken);
        var allowed = addresses.Where(a => guard.Allows(a, endPoint.Port)).ToArray();
        if (allowed.Length == 0)
        {
            throw new NetworkRefusedException(endPoint.Host, endPoint.Port, addresses);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, endPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
