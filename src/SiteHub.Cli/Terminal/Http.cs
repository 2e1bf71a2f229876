namespace SiteHub.Cli.Terminal;

internal static class Http
{
    /// <summary>A proxy set for the internet at large does not know this machine's own roles.</summary>
    public static HttpClient For(Uri address, TimeSpan timeout) =>
        new(new SocketsHttpHandler { UseProxy = !address.IsLoopback }) { BaseAddress = address, Timeout = timeout };
}
