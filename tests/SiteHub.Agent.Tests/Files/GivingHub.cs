using System.Buffers;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SiteHub.Agent.Tests.SignIn;
using SiteHub.Delivery.Links;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Files;
using SiteHub.Protocol.Links;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Agent.Tests.Files;

/// <summary>A hub whose members give files with what they ask for, and whose sites fetch them.</summary>
internal sealed class GivingHub
{
    private readonly SiteFixture _site;
    private readonly FakeHub _hub;
    private readonly ConcurrentDictionary<(string Request, int Place), byte[]> _held = new();
    private long _seq;

    public GivingHub(SiteFixture site, FakeHub hub)
    {
        (_site, _hub) = (site, hub);
        hub.Asked = Answer;
    }

    /// <summary>Questions that came.</summary>
    public ConcurrentQueue<GivenFileAsk> Questions { get; } = new();

    /// <summary>In the place of an answer; true: it has answered.</summary>
    public Func<HttpContext, GivenFileAsk, Task<bool>>? Instead { get; set; }

    public static string Hash(byte[] bytes) => Base64Url.EncodeToString(SHA256.HashData(bytes));

    public void Hold(string request, int place, byte[] bytes) => _held[(request, place)] = bytes;

    public void Forget() => _held.Clear();

    public async Task<string> Ask(string action, string docType, string? name, string? hash, string account, string input, params (string Name, byte[] Bytes)[] files)
    {
        var asked = new ActionRequested(
            $"act_{Guid.NewGuid():N}", action, docType, name, hash, 1, account, new ActionMember("sub-bea", "Bea Buyer", "bea@riverside.example"), Encoding.UTF8.GetBytes(input), _site.Time.GetUtcNow().AddDays(1))
        {
            Files = [.. files.Select(static file => new GivenFile(file.Name, file.Bytes.Length, Hash(file.Bytes)))],
        };
        foreach (var (place, file) in files.Index())
        {
            _held[(asked.Request, place)] = file.Bytes;
        }

        (await Tell(asked, Token(asked))).ShouldBe(ApplyOutcome.Applied);
        return asked.Request;
    }

    public async Task<ApplyOutcome> Tell(ActionRequested asked, string token)
    {
        var data = new ArrayBufferWriter<byte>();
        asked.WriteTo(data);
        return await Apply(LinkEventTypes.ActionRequested, data.WrittenMemory, token);
    }

    public Task<ApplyOutcome> Withdraw(string request)
    {
        var data = new ArrayBufferWriter<byte>();
        new ActionWithdrawn(request).WriteTo(data);
        return Apply(LinkEventTypes.ActionWithdrawn, data.WrittenMemory, null);
    }

    public string Token(ActionRequested asked, Action<Dictionary<string, object>>? change = null)
    {
        var now = _site.Time.GetUtcNow().ToUnixTimeSeconds();
        var claims = ActorTokens.BindingOf(asked).Where(static claim => claim.Value is not null).ToDictionary(static claim => claim.Key, static claim => (object)claim.Value!);
        (claims["iss"], claims["aud"], claims["iat"], claims["exp"]) = (_hub.Url.AbsoluteUri, "sitehub:site:acme", now, now + 300);
        claims["act"] = new Dictionary<string, object> { ["sub"] = "sitehub:hub" };
        change?.Invoke(claims);
        return _hub.Sign(claims, ActorTokens.Type);
    }

    public (string State, string? Reason, string? Result) Row(string request) => _site.Database.Read(session => session.One(
        "SELECT state, reason, result_name FROM action_request WHERE id = $1", static row => (row.Text(0), row.TextOrNull(1), row.TextOrNull(2)), request));

    public Task Ends(string request, string state) => Eventually.True(() => Row(request).State == state);

    public long Rest => _site.Database.Read(static session => session.Long("SELECT (SELECT count(*) FROM document_file WHERE doc_type IS NULL) + (SELECT count(*) FROM document_file_piece WHERE file NOT IN (SELECT id FROM document_file))"))!.Value;

    private async Task<ApplyOutcome> Apply(string type, ReadOnlyMemory<byte> data, string? token)
    {
        var seq = Interlocked.Increment(ref _seq);
        return await _site.Database.Writer.Write(_site.Service<ILinkApplier>().Prepare("acme", new Epoch(1, "e"), new LinkEvent(seq, $"evt_{seq}", type, _site.Time.GetUtcNow(), data), token));
    }

    private async Task Answer(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var question = GivenFileAsk.Read(Encoding.UTF8.GetBytes(await reader.ReadToEndAsync()));
        Questions.Enqueue(question);
        if (Instead is { } instead && await instead(http, question))
        {
            return;
        }

        var found = _held.GetValueOrDefault((question.Request, question.Place));
        var head = new ArrayBufferWriter<byte>();
        new FileHead("x", "application/octet-stream").WriteTo(head);
        var body = found ?? JsonSerializer.SerializeToUtf8Bytes(new { type = SiteHub.Protocol.Problems.FileMissing, title = "no", detail = "no" });
        http.Response.StatusCode = found is null ? 404 : 200;
        var asked = http.Request.Headers;
        http.Response.Headers[AnswerSignature.HeaderName] = AnswerSignature.Sign(
            new SecretRing(SigningSecret.Parse(_site.Secrets.HubToSite.Reveal())),
            new SignatureHeaders(asked[SignatureHeaders.IdName]!, asked[SignatureHeaders.TimestampName]!, asked[SignatureHeaders.SignatureName]!),
            http.Response.StatusCode,
            found is null ? body : head.WrittenSpan);
        if (found is not null)
        {
            http.Response.Headers[AnswerSignature.HeadName] = Base64Url.EncodeToString(head.WrittenSpan);
        }

        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body);
    }
}
