using System.Net;
using System.Net.Sockets;

namespace SiteHub.Hub.Tests.Mail;

/// <summary>A mail server that answers RCPT as it is told, and keeps what it took.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = Ports.Listen(out _);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public SmtpServer()
    {
        _serving = Serve();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Answer { get; set; } = "250 OK";

    public int Asked { get; private set; }

    public List<string> Taken { get; } = [];

    public List<string> Recipients { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
    }

    private async Task Serve()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await Speak(client.GetStream());
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException)
        {
            // The test is over.
        }
    }

    private async Task Speak(NetworkStream stream)
    {
        using var reader = new StreamReader(stream);
        await using var writer = new StreamWriter(stream) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 test");
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            switch (line.Split(' ')[0].ToUpperInvariant())
            {
                case "RCPT":
                    Asked++;
                    Recipients.Add(line);
                    await writer.WriteLineAsync(Answer);
                    break;
                case "DATA":
                    await writer.WriteLineAsync("354 go on");
                    var text = new List<string>();
                    while (await reader.ReadLineAsync(_stop.Token) is { } part && part != ".")
                    {
                        text.Add(part);
                    }

                    Taken.Add(string.Join('\n', text));
                    await writer.WriteLineAsync("250 taken");
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 bye");
                    return;
                default:
                    await writer.WriteLineAsync("250 OK");
                    break;
            }
        }
    }
}
