using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SiteHub.Cli.Terminal;

namespace SiteHub.Cli.Roles;

internal static class Ports
{
    public static int Of(string listen) => int.Parse(listen[(listen.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);

    /// <summary>Whether somebody listens there already. A port that is free now may be taken a moment later: the role then says the same.</summary>
    public static bool IsTaken(string listen)
    {
        var port = Of(listen);
        return port > 0 && Addresses(listen).Any(address => !CanListen(address, port));
    }

    public static StopException Taken(params IReadOnlyList<Role> roles)
    {
        var each = roles.Select(r => $"Port {Of(r.Listen)} is taken, so {r.Called} cannot listen on {r.Listen}.").ToList();
        return new StopException(
            ExitCode.Taken,
            roles.Count == 1 ? each[0] : $"{roles.Count} ports are taken, so nothing was started.",
            [
                .. roles.Count == 1 ? [] : each,
                $"Is SiteHub running already? Who has the port: {Finder(Of(roles[0].Listen))}",
                $"Stop that process, or choose {(roles.Count == 1 ? "another port" : "other ports")}: \"url\" and \"listen\" of {string.Join(", ", roles.Select(r => r.Called))} in {roles[0].SitesFile}.",
            ]);
    }

    private static string Finder(int port) => OperatingSystem.IsLinux() ? $"ss -ltnp 'sport = :{port}'"
        : OperatingSystem.IsMacOS() ? $"lsof -nP -iTCP:{port} -sTCP:LISTEN"
        : $"netstat -ano | findstr :{port}";

    private static bool CanListen(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException e)
        {
            // No IPv6, or an address that is not this machine's: the role will say so better.
            return e.SocketErrorCode != SocketError.AddressAlreadyInUse;
        }
    }

    private static IPAddress[] Addresses(string listen)
    {
        var host = listen["http://".Length..listen.LastIndexOf(':')];
        return host == "localhost" ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
            : IPAddress.TryParse(host, out var address) ? [address]
            : [IPAddress.Any];
    }
}
