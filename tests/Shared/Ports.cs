using System.Net;
using System.Net.Sockets;

namespace SiteHub.Testing;

/// <summary>
/// Free ports, below the range from which systems take those of outgoing connections: while a role is down, nobody may take its port,
/// not even its peer's own attempt to reach it. Each process has blocks of its own, so that tests that run side by side do not meet.
/// </summary>
internal static class Ports
{
    private const int First = 20_000;
    private const int InBlock = 100;
    private const int Blocks = 120;

    private static readonly Lock Taking = new();

    /// <summary>Locked until the process ends, however it does.</summary>
    private static readonly List<FileStream> Held = [];

    private static int _next;
    private static int _end;

    /// <returns>a port that is given to nobody else</returns>
    public static int Take()
    {
        lock (Taking)
        {
            while (true)
            {
                if (_next == _end)
                {
                    _next = First + (TakeBlock() * InBlock);
                    _end = _next + InBlock;
                }

                var port = _next++;
                if (IsFree(IPAddress.Loopback, port) && IsFree(IPAddress.IPv6Loopback, port))
                {
                    return port;
                }
            }
        }
    }

    /// <summary>A listener of the test's own.</summary>
    public static TcpListener Listen(out int port, int backlog = 100)
    {
        port = Take();
        var listener = At(IPAddress.Loopback, port);
        listener.Start(backlog);
        return listener;
    }

    /// <summary>Takes a port away from whom it was meant for.</summary>
    public static TcpListener Occupy(int port)
    {
        var listener = At(IPAddress.Loopback, port);
        listener.Start();
        return listener;
    }

    private static int TakeBlock()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"sitehub-ports-{Environment.UserName}")).FullName;
        for (var i = 0; i < Blocks; i++)
        {
            var block = (int)((uint)(Environment.ProcessId + i) % Blocks);
            try
            {
                Held.Add(new FileStream(Path.Combine(folder, $"{block}"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
                return block;
            }
            catch (IOException)
            {
                // Another's, or this process's already.
            }
        }

        throw new InvalidOperationException($"All {Blocks} blocks of ports are taken; see who holds the files in {folder}.");
    }

    private static bool IsFree(IPAddress address, int port)
    {
        try
        {
            using var listener = At(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode != SocketError.AddressAlreadyInUse;
        }
    }

#pragma warning disable RS0030 // The one place where tests make one.
    private static TcpListener At(IPAddress address, int port) => new(address, port);
#pragma warning restore RS0030
}
