using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using SiteHub.Agent.Sources.Frappe.Authorization;
using SiteHub.Delivery.Sending;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Sources.Frappe.Calls;

/// <summary>Asks the site, within the budget. What it answers is another's: bounded in size, time and depth, and never thrown.</summary>
internal sealed class FrappeClient : IDisposable
{
    /// <summary>500 large documents.</summary>
    private const int MostBytes = 32 * 1024 * 1024;
    private const int LongestReason = 1_000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly RequestBudget _budget;
    private readonly SourceKey _key;
    private readonly TimeProvider _time;
    private readonly ILogger<FrappeClient> _log;
    private readonly HttpClient _http;

    public FrappeClient(FrappeEntry entry, RequestBudget budget, SourceKey key, TimeProvider time, ILogger<FrappeClient> log)
    {
        (_budget, _key, _time, _log) = (budget, key, time, log);

        // Only the operator's own file says where this goes. A redirect is not followed: it would carry the key to where nobody meant it to go.
        _http = new HttpClient(new GuardedConnection(NetworkGuard.Everything).CreateHandler()) { BaseAddress = entry.Url, Timeout = Timeout.InfiniteTimeSpan };
    }

    public RequestBudget Budget => _budget;

    /// <param name="path">at the site</param>
    /// <param name="cancellationToken">ends the wait</param>
    /// <param name="owner">as whom: the source's user, or a person who has connected their own</param>
    public Task<FrappeReply> Get(string path, CancellationToken cancellationToken, string owner = SourceTokenRows.Source) => Send(HttpMethod.Get, path, null, owner, cancellationToken);

    /// <summary>A file or a print. Its place among the requests is given back once the answer begins: a member who reads slowly holds up no sweep.</summary>
    /// <returns><see cref="FrappeReply.Bytes"/>, or why there is none</returns>
    public Task<FrappeReply> Fetch(string path, CancellationToken cancellationToken) => Send(HttpMethod.Get, path, null, SourceTokenRows.Source, cancellationToken, asBytes: true);

    /// <summary>A form with a file in it.</summary>
    /// <param name="path">where to</param>
    /// <param name="content">makes it, anew for each try</param>
    /// <param name="cancellationToken">ends it</param>
    /// <param name="owner">as whom</param>
    public Task<FrappeReply> Post(string path, Func<HttpContent> content, CancellationToken cancellationToken, string owner = SourceTokenRows.Source) => Send(HttpMethod.Post, path, content, owner, cancellationToken);

    public Task<FrappeReply> Post(string path, JsonNode body, CancellationToken cancellationToken, string owner = SourceTokenRows.Source) => Send(HttpMethod.Post, path, () => Json(body), owner, cancellationToken);

    public Task<FrappeReply> Put(string path, JsonNode body, CancellationToken cancellationToken, string owner = SourceTokenRows.Source) => Send(HttpMethod.Put, path, () => Json(body), owner, cancellationToken);

    public Task<FrappeReply> Delete(string path, CancellationToken cancellationToken) => Send(HttpMethod.Delete, path, null, SourceTokenRows.Source, cancellationToken);

    /// <summary>The address of a document; any character may stand in a name.</summary>
    public static string PathOf(string docType, string name) => $"/api/resource/{Uri.EscapeDataString(docType)}/{Uri.EscapeDataString(name)}";

    /// <exception cref="FrappeFaultException">it came to nothing</exception>
    public async Task<JsonElement> Read(ListQuery query, CancellationToken cancellationToken) => await Post(ListQuery.Path, query.ToJson(), cancellationToken) switch
    {
        FrappeReply.Answer { Value: { ValueKind: JsonValueKind.Array } rows } => rows,
        FrappeReply.Failed failed => throw new FrappeFaultException(failed.Fault),
        _ => throw new FrappeFaultException(new FrappeFault(Verdict.Bug, 200, null, $"The site answered no list of {query.DocType}.")),
    };

    public void Dispose() => _http.Dispose();

    private static ByteArrayContent Json(JsonNode body) => new(Encoding.UTF8.GetBytes(body.ToJsonString())) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private async Task<FrappeReply> Send(HttpMethod method, string path, Func<HttpContent>? body, string owner, CancellationToken cancellationToken, bool asBytes = false)
    {
        if (_budget.Pause is var pause && pause > TimeSpan.Zero)
        {
            return new FrappeReply.Failed(new FrappeFault(Verdict.Retry, null, null, $"The site is left alone for another {pause.TotalSeconds:0} s.") { RetryAfter = pause });
        }

        var shown = await _key.Get(owner, null, cancellationToken);
        var reply = await Once(method, path, body, shown, asBytes, cancellationToken);
        if (reply is FrappeReply.Failed { Fault: { Verdict: Verdict.NeedsAuthorization, Status: not null } } && _key.IsRenewable(owner))
        {
            // Revoked before its end, perhaps: it was certainly not done, so that it may be asked once more.
            shown = await _key.Get(owner, shown.Token, cancellationToken);
            reply = await Once(method, path, body, shown, asBytes, cancellationToken);
        }

        return reply;
    }

    private async Task<FrappeReply> Once(HttpMethod method, string path, Func<HttpContent>? body, SourceKey.Shown shown, bool asBytes, CancellationToken cancellationToken)
    {
        if (shown.Fault is { } none)
        {
            Log.Failed(_log, method.Method, path, none.Status, none.Verdict, none.Reason, TimeSpan.Zero);
            if (none.Verdict == Verdict.Retry && shown.Owner == SourceTokenRows.Source)
            {
                _budget.Refused(null);
            }

            return new FrappeReply.Failed(none);
        }

        using var place = await _budget.EnterAsync(cancellationToken);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(Longest);
        using var request = new HttpRequestMessage(method, new Uri(_http.BaseAddress!, path));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(asBytes ? "*/*" : "application/json"));
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        request.Headers.TryAddWithoutValidation("Authorization", shown.Header);
        if (body is not null)
        {
            request.Content = body();
        }

        var began = _time.GetTimestamp();
        var reply = await Answer(request, asBytes, end.Token, cancellationToken);
        if (reply is FrappeReply.Failed { Fault: var fault })
        {
            Log.Failed(_log, method.Method, path, fault.Status, fault.Verdict, fault.Reason, _time.GetElapsedTime(began));
            if (fault.Verdict == Verdict.Retry || fault.Status is null or 502 or 504)
            {
                _budget.Refused(fault.RetryAfter);
            }
        }
        else
        {
            _budget.Well();
            Log.Answered(_log, method.Method, path, _time.GetElapsedTime(began));
        }

        return reply;
    }

    private async Task<FrappeReply> Answer(HttpRequestMessage request, bool asBytes, CancellationToken end, CancellationToken cancellationToken)
    {
        HttpResponseMessage? response = null;
        try
        {
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end);
            _budget.Heard(response.Headers);
            if (asBytes && response.StatusCode == HttpStatusCode.OK)
            {
                var bytes = new FrappeReply.Bytes(response) { Date = response.Headers.Date };
                response = null;
                return bytes;
            }

            var body = await Read(response, end);
            return body is null
                ? new FrappeReply.Failed(new FrappeFault(response.IsSuccessStatusCode ? Verdict.Refused : Verdict.Unknown, (int)response.StatusCode, null, $"The site answered more than {MostBytes:N0} bytes.") { IsTooLarge = response.IsSuccessStatusCode })
                : Understood(response, body.Value) with { Date = response.Headers.Date };
        }
        catch (HttpRequestException fault) when (fault.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.TryAgain } || fault.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            // Nothing was sent.
            return None(Verdict.Retry, fault.Message);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or NetworkRefusedException)
        {
            return None(Verdict.Unknown, fault.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return None(Verdict.Unknown, $"The site gave no answer within {Longest.TotalSeconds:0} s.");
        }
        finally
        {
            response?.Dispose();
        }
    }

    private static FrappeReply.Failed None(Verdict verdict, string why) => new(new FrappeFault(verdict, null, null, Cut(why)));

    private static async Task<ReadOnlyMemory<byte>?> Read(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > MostBytes)
        {
            return null;
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new MemoryStream((int)(response.Content.Headers.ContentLength ?? 4096));
        var piece = new byte[64 * 1024];
        while (await stream.ReadAsync(piece, cancellationToken) is > 0 and var count)
        {
            if (buffer.Length + count > MostBytes)
            {
                return null;
            }

            buffer.Write(piece, 0, count);
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static FrappeReply Understood(HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        var status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode)
        {
            try
            {
                var root = JsonDocument.Parse(body).RootElement;
                if (root.ValueKind == JsonValueKind.Object)
                {
                    return new FrappeReply.Answer(root);
                }
            }
            catch (JsonException)
            {
                // A page in between answers 200 too.
            }

            return new FrappeReply.Failed(new FrappeFault(Verdict.Unknown, status, null, "What the site answered is no JSON object: is the address that of a Frappe site?"));
        }

        var error = FrappeError.Read(body.Span);
        var reason = error is null ? $"The site answered {status.ToString(CultureInfo.InvariantCulture)} without saying why." : Cut($"{status} {error.Type}: {error.Text}");
        return new FrappeReply.Failed(new FrappeFault(ErrorTable.Of(status, error), status, error, reason) { RetryAfter = Asked(response) });
    }

    private static TimeSpan? Asked(HttpResponseMessage response) => response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable ? response.Headers.RetryAfter?.Delta : null;

    private static string Cut(string text) => text.Length <= LongestReason ? text : text[..LongestReason] + "…";
}
