using System.Buffers;
using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using SiteHub.Agent.Tests.SignIn;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Files;
using SiteHub.Protocol.Links;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Agent.Tests.Files;

/// <summary>Asks a site for files as its hub does, and believes what the site has signed.</summary>
internal sealed class AskingHub(SiteFixture site, FakeHub hub)
{
    public string Token(Action<Dictionary<string, object>>? change = null)
    {
        var now = site.Time.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object> { ["iss"] = hub.Url.AbsoluteUri, ["aud"] = "sitehub:site:acme", ["iat"] = now, ["exp"] = now + 300, ["sub"] = "sitehub:hub", ["client_id"] = "sitehub:hub", ["scope"] = "sitehub.link" };
        change?.Invoke(claims);
        return hub.Sign(claims, "at+jwt");
    }

    public static FileAsk About(string what, string name, string account, string? file = null, string docType = "Note", string language = "en") => new(what, docType, name, account, "sub-rita", language, file);

    public Task<AskedAnswer> Ask(FileAsk asked, string? token = null, Secret? secret = null)
    {
        var question = new ArrayBufferWriter<byte>();
        asked.WriteTo(question);
        return Ask(question.WrittenMemory.ToArray(), token, secret);
    }

    public async Task<AskedAnswer> Ask(byte[] question, string? token = null, Secret? secret = null)
    {
        var headers = new SecretRing(SigningSecret.Parse((secret ?? site.Secrets.HubToSite).Reveal())).Sign($"msg_{Guid.NewGuid():N}", site.Time.GetUtcNow(), question);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sitehub/v1/links/acme/ask") { Content = new ByteArrayContent(question) };
        request.Headers.Host = "localhost:5101";
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? Token());
        request.Headers.Add(SignatureHeaders.IdName, headers.Id);
        request.Headers.Add(SignatureHeaders.TimestampName, headers.Timestamp);
        request.Headers.Add(SignatureHeaders.SignatureName, headers.Signature);
        request.Headers.Add(LinkPaths.VersionHeader, LinkHello.Current);
        using var response = await site.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var head = response.Headers.TryGetValues(AnswerSignature.HeadName, out var heads) ? Base64Url.DecodeFromChars(heads.Single()) : null;
        var signature = response.Headers.TryGetValues(AnswerSignature.HeaderName, out var signatures) ? signatures.Single() : null;
        var length = response.Content.Headers.ContentLength;
        byte[]? body;
        try
        {
            body = await response.Content.ReadAsByteArrayAsync();
        }
        catch (HttpRequestException)
        {
            body = null;
        }

        var ring = new SecretRing(SigningSecret.Parse(site.Secrets.SiteToHub.Reveal()));
        AnswerSignature.Fits(ring, headers, (int)response.StatusCode, head ?? body ?? [], signature).ShouldBeTrue("the answer is signed");
        return new AskedAnswer((int)response.StatusCode, head is null ? null : FileHead.Read(head), length, body);
    }
}

/// <param name="Body">null: it broke off</param>
internal sealed record AskedAnswer(int Status, FileHead? Head, long? Length, byte[]? Body)
{
    public string Text => Encoding.UTF8.GetString(Body!);

    public JsonNode Json => JsonNode.Parse(Body!)!;

    public IReadOnlyList<ListedFile> Files => FileList.Read(Body!).Files;
}
