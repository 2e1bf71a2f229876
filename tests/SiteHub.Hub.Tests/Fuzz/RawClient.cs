using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SiteHub.Fuzzing;

/// <summary>What came back; status 0: the connection was closed without an answer.</summary>
internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Text);

/// <summary>HTTP/1.1 as a program without manners speaks it: bytes go out as they are, also those that no library would send.</summary>
internal sealed class RawClient(Uri server) : IDisposable
{
    /// <summary>Nothing that is asked here takes long: without an answer by then, something hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private Socket? _socket;
    private byte[] _buffer = new byte[64 * 1024];
    private int _from;
    private int _to;

    /// <param name="request">with its line, headers and body</param>
    /// <param name="keep">false: what the request leaves behind must not be taken for the beginning of the next</param>
    public async Task<RawAnswer> Send(ReadOnlyMemory<byte> request, bool keep = true)
    {
        if (!keep)
        {
            Drop();
        }

        var isFresh = _socket is null;
        var answer = await Try(request, keep);
        // An idle connection may be closed at any time; that is no answer to this request.
        return answer.Status == 0 && !isFresh ? await Try(request, keep) : answer;
    }

    public void Dispose() => Drop();

    private async Task<RawAnswer> Try(ReadOnlyMemory<byte> request, bool keep)
    {
        using var patience = new CancellationTokenSource(Patience);
        if (_socket is null)
        {
            _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await _socket.ConnectAsync(IPAddress.Loopback, server.Port, patience.Token);
        }

        var writing = Write(_socket, request, patience.Token);
        var answer = new RawAnswer(0, new Dictionary<string, string>(), "");
        try
        {
            answer = await Read(request.Span.StartsWith("HEAD "u8), patience.Token);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
        }
        catch (OperationCanceledException)
        {
            Drop();
            throw;
        }

        if (!keep || !writing.IsCompletedSuccessfully || answer.Status == 0 || answer.Headers.GetValueOrDefault("connection") == "close" || IsStream(answer.Headers))
        {
            Drop();
        }

        await writing;
        return answer;
    }

    /// <summary>A server may answer and close before it has read everything.</summary>
    private static async Task Write(Socket socket, ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        try
        {
            while (request.Length > 0)
            {
                request = request[await socket.SendAsync(request, cancellationToken)..];
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task<RawAnswer> Read(bool isHead, CancellationToken cancellationToken)
    {
        int status;
        Dictionary<string, string> headers;
        do
        {
            var line = await Line(cancellationToken);
            status = line.StartsWith("HTTP/1.", StringComparison.Ordinal) ? int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture) : throw new IOException($"no answer: {line}");
            headers = [];
            while ((line = await Line(cancellationToken)).Length > 0)
            {
                var parts = line.Split(':', 2);
                headers[parts[0].ToLowerInvariant()] = parts[1].Trim();
            }
        }
        while (status < 200);

        if (isHead || status is 204 or 304 || IsStream(headers))
        {
            return new RawAnswer(status, headers, "");
        }

        using var body = new MemoryStream();
        if (headers.GetValueOrDefault("transfer-encoding") == "chunked")
        {
            while (int.Parse(await Line(cancellationToken), NumberStyles.HexNumber, CultureInfo.InvariantCulture) is var length and > 0)
            {
                await Take(length, body, cancellationToken);
                await Line(cancellationToken);
            }

            await Line(cancellationToken);
        }
        else if (headers.TryGetValue("content-length", out var told))
        {
            await Take(int.Parse(told, CultureInfo.InvariantCulture), body, cancellationToken);
        }

        return new RawAnswer(status, headers, Encoding.UTF8.GetString(body.ToArray()));
    }

    /// <summary>It does not end by itself.</summary>
    private static bool IsStream(IReadOnlyDictionary<string, string> headers) => headers.GetValueOrDefault("content-type")?.StartsWith("text/event-stream", StringComparison.Ordinal) == true;

    private async Task<string> Line(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (true)
        {
            var end = Array.IndexOf(_buffer, (byte)'\n', _from, _to - _from);
            line.Append(Encoding.Latin1.GetString(_buffer, _from, (end < 0 ? _to : end) - _from));
            if (end >= 0)
            {
                _from = end + 1;
                return line.ToString().TrimEnd('\r');
            }

            await More(cancellationToken);
        }
    }

    private async Task Take(int length, MemoryStream into, CancellationToken cancellationToken)
    {
        while (length > 0)
        {
            if (_from == _to)
            {
                await More(cancellationToken);
            }

            var count = Math.Min(length, _to - _from);
            into.Write(_buffer, _from, count);
            _from += count;
            length -= count;
        }
    }

    private async Task More(CancellationToken cancellationToken)
    {
        _from = 0;
        _to = await _socket!.ReceiveAsync(_buffer.AsMemory(), cancellationToken);
        if (_to == 0)
        {
            throw new IOException("closed");
        }
    }

    private void Drop()
    {
        _socket?.Dispose();
        _socket = null;
        _from = _to = 0;
    }
}
