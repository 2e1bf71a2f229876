using System.Net.Http.Headers;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Links;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Hub.Tests.Links;

/// <summary>Asks the hub as a site does, by its link.</summary>
internal static class AskingSite
{
    public static async Task<HttpResponseMessage> Ask(HubFixture hub, string site, byte[] question, string? signedBy = null)
    {
        var entry = hub.Sites.Single(declared => declared.Slug == (signedBy ?? site));
        var ring = new SecretRing(SigningSecret.Parse(LinkSecrets.Derive(entry.Link!.Secret, entry.Slug).SiteToHub.Reveal()));
        var signed = ring.Sign("msg_" + Guid.NewGuid().ToString("N"), hub.Time.GetUtcNow(), question);
        using var request = new HttpRequestMessage(HttpMethod.Post, LinkPaths.Ask(site)) { Content = new ByteArrayContent(question) };
        request.Headers.Add(SignatureHeaders.IdName, signed.Id);
        request.Headers.Add(SignatureHeaders.TimestampName, signed.Timestamp);
        request.Headers.Add(SignatureHeaders.SignatureName, signed.Signature);
        request.Headers.Add(LinkPaths.VersionHeader, LinkHello.Current);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await hub.Token($"site-{site}"));
        return await hub.Http.SendAsync(request);
    }
}
