using System.Net;
using System.Net.Sockets;

namespace SiteHub.Benchmarks.Webhooks;

/// <summary>Takes connections and never says a word.</summary>
internal static class Silent
{
    private static readonly List<Socket> Held = [];
    private static readonly TcpListener Listener = Listen();

    public static string Url => $"http://127.0.0.1:{((IPEndPoint)Listener.LocalEndpoint).Port}/";

    private static TcpListener Listen()
    {
        var listener = Ports.Listen(out _, backlog: 1_000);
        _ = HoldAsync(listener);
        return listener;
    }

    private static async Task HoldAsync(TcpListener listener)
    {
        while (true)
        {
            Held.Add(await listener.AcceptSocketAsync());
        }
    }
}
