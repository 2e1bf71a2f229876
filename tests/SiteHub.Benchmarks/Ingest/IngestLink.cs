using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using SiteHub.Benchmarks.Setting;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Links;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Benchmarks.Ingest;

/// <summary>One link's sender on a bare socket: it must cost little, for it shares the machine with what it measures.</summary>
internal sealed class IngestLink(Uri hub, SiteEntry site, string token) : IDisposable
{
    private static readonly byte[] Ok = Encoding.ASCII.GetBytes("HTTP/1.1 200");

    private readonly Epoch _epoch = new(1, $"ep_{Guid.NewGuid():N}");
    private readonly SecretRing _ring = new(SigningSecret.Parse(LinkSecrets.Derive(site.Link!.Secret, site.Slug).SiteToHub.Reveal()));
    private readonly byte[] _answer = new byte[16 * 1024];
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly ArrayBufferWriter<byte> _body = new(4 * 1024);
    private List<byte[]> _requests = [];
    private LogPosition _last = LogPosition.Start;

    public List<double> Milliseconds { get; } = [];

    public int Failures { get; private set; }

    public string? FirstFailure { get; private set; }

    public async Task GreetAsync()
    {
        await _socket.ConnectAsync(hub.Host, hub.Port);
        new LinkHello(LinkHello.Current, new LinkSide(_epoch, LogPosition.Start), new LinkSide(Epoch.None, LogPosition.Start)).WriteTo(_body);
        await PostAsync(Request(LinkPaths.Hello(site.Slug), "msg_hello"));
        if (FirstFailure is not null)
        {
            throw new InvalidOperationException($"The hub refused the greeting: {FirstFailure}");
        }
    }

    public void Prepare(int count)
    {
        _requests = new List<byte[]>(count);
        for (var i = 0; i < count; i++)
        {
            var seq = _last.Seq + 1;
            var id = $"evt_{site.Slug}{seq:D20}";
            _body.ResetWrittenCount();
            new LinkBatch(
                _epoch, _last, [new LinkEvent(seq, id, LinkEventTypes.DocumentChanged, TimeProvider.System.GetUtcNow(), SampleDocuments.Changed(site.Slug, seq))], null).WriteTo(_body);
            _requests.Add(Request(LinkPaths.Events(site.Slug), $"bat_1_{_last.Seq}_{seq}"));
            _last = new LogPosition(seq, id);
        }

        Milliseconds.Clear();
        Milliseconds.Capacity = Math.Max(Milliseconds.Capacity, count);
    }

    public async Task RunAsync()
    {
        foreach (var request in _requests)
        {
            var began = Stopwatch.GetTimestamp();
            await PostAsync(request);
            Milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
    }

    public void Dispose() => _socket.Dispose();

    private byte[] Request(string path, string id)
    {
        var headers = _ring.Sign(id, TimeProvider.System.GetUtcNow(), _body.WrittenSpan);
        var head = string.Create(CultureInfo.InvariantCulture, $"""
            POST {path} HTTP/1.1
            Host: {hub.Authority}
            Authorization: Bearer {token}
            webhook-id: {headers.Id}
            webhook-timestamp: {headers.Timestamp}
            webhook-signature: {headers.Signature}
            {LinkPaths.VersionHeader}: {LinkHello.Current}
            Content-Type: application/json
            Content-Length: {_body.WrittenCount}


            """).ReplaceLineEndings("\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. _body.WrittenSpan];
    }

    private async ValueTask PostAsync(ReadOnlyMemory<byte> request)
    {
        await _socket.SendAsync(request);
        var length = 0;
        do
        {
            var read = await _socket.ReceiveAsync(_answer.AsMemory(length));
            length = read > 0 ? length + read : throw new IOException("The hub closed the connection.");
        }
        while (!IsWhole(_answer.AsSpan(0, length)));
        if (!_answer.AsSpan(0, length).StartsWith(Ok))
        {
            Failures++;
            FirstFailure ??= Encoding.UTF8.GetString(_answer, 0, length);
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        var at = answer.IndexOf("Content-Length: "u8);
        return at < 0
            ? answer.EndsWith("0\r\n\r\n"u8)
            : System.Buffers.Text.Utf8Parser.TryParse(answer[(at + 16)..], out int length, out _) && answer.Length >= head + 4 + length;
    }
}
