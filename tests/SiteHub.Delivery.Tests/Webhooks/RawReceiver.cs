using System.Net;
using System.Net.Sockets;

namespace SiteHub.Delivery.Tests.Webhooks;

/// <summary>A receiver below HTTP: it does what no web server would.</summary>
public sealed class RawReceiver : IAsyncDisposable
{
    private readonly TcpListener _listener = Ports.Listen(out _);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<NetworkStream, CancellationToken, Task> _answer;

    public RawReceiver(Func<NetworkStream, CancellationToken, Task> answer)
    {
        _answer = answer;
        _ = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/hook";

    public int Connections { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Connections++;
                _ = AnswerAsync(client);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                _ = await stream.ReadAsync(new byte[64 * 1024], _stop.Token);
                await _answer(stream, _stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
            {
            }
        }
    }
}
