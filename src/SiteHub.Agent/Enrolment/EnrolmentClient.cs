using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Enrolment;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Agent.Enrolment;

/// <summary>Talks to the hub about trust.</summary>
/// <param name="http">whose base address is the hub</param>
public sealed class EnrolmentClient(HttpClient http, TimeProvider time)
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// <exception cref="EnrolmentException">the hub does not want it; the message says why</exception>
    public async Task<EnrolmentAnswer> Enrol(string code, SiteKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        using var content = JsonContent.Create(new EnrolmentRequest(code, key.ToPublic()), EnrolmentJson.Default.EnrolmentRequest);
        using var answer = await Send(new Uri("sitehub/v1/enrolment", UriKind.Relative), content, cancellationToken);
        return (await answer.Content.ReadFromJsonAsync(EnrolmentJson.Default.EnrolmentAnswer, cancellationToken))!;
    }

    /// <summary>With the site's own token and the link's signature, so that only who holds the present key and secret can.</summary>
    /// <exception cref="EnrolmentException">the hub does not want it; the message says why</exception>
    public async Task<EnrolmentAnswer> Rotate(StoredEnrolment enrolment, SiteKey next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(enrolment);
        ArgumentNullException.ThrowIfNull(next);
        using var content = Signed(enrolment, JsonSerializer.SerializeToUtf8Bytes(new RotationRequest(next.ToPublic()), EnrolmentJson.Default.RotationRequest), "rotation_" + next.Kid);
        using var answer = await Send(new Uri($"sitehub/v1/enrolment/{enrolment.Site}/rotation", UriKind.Relative), content, cancellationToken, await Token(enrolment, cancellationToken));
        return (await answer.Content.ReadFromJsonAsync(EnrolmentJson.Default.EnrolmentAnswer, cancellationToken))!;
    }

    /// <summary>Site to hub: its key gets a token, and its signature is verified. Hub to site: its signature verifies here, and its token names this site.</summary>
    /// <returns>whether the hub reached the site at its address</returns>
    /// <exception cref="EnrolmentException">one of them did not hold</exception>
    public async Task<bool> Prove(StoredEnrolment enrolment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(enrolment);
        var secrets = LinkSecrets.Derive(new Secret(enrolment.Secret), enrolment.Site);
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var body = JsonSerializer.SerializeToUtf8Bytes(new EnrolmentProof(nonce), EnrolmentJson.Default.EnrolmentProof);
        using var content = Signed(enrolment, body, "proof_" + nonce);
        using var answer = await Send(new Uri($"sitehub/v1/enrolment/{enrolment.Site}/proof", UriKind.Relative), content, cancellationToken, await Token(enrolment, cancellationToken));
        var bytes = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        var outcome = SigningSecret.Parse(secrets.HubToSite.Reveal()).Verifier.Verify(
            Header(answer, SignatureHeaders.IdName), Header(answer, SignatureHeaders.TimestampName), Header(answer, SignatureHeaders.SignatureName), bytes, time.GetUtcNow());
        if (outcome != VerifyOutcome.Valid)
        {
            throw new EnrolmentException($"The hub's answer is not signed with the link's secret: {outcome}.");
        }

        var proof = JsonSerializer.Deserialize(bytes, EnrolmentJson.Default.EnrolmentProofAnswer)!;
        var token = new JsonWebToken(proof.Token);
        return proof.Nonce != nonce || token.Issuer != enrolment.Hub.AbsoluteUri || !token.Audiences.Contains($"sitehub:site:{enrolment.Site}")
            ? throw new EnrolmentException("The hub's answer is not for this question, or its token is not for this site.")
            : proof.Reached;
    }

    private ByteArrayContent Signed(StoredEnrolment enrolment, byte[] body, string id)
    {
        var signature = new SecretRing(SigningSecret.Parse(LinkSecrets.Derive(new Secret(enrolment.Secret), enrolment.Site).SiteToHub.Reveal())).Sign(id, time.GetUtcNow(), body);
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.Add(SignatureHeaders.IdName, signature.Id);
        content.Headers.Add(SignatureHeaders.TimestampName, signature.Timestamp);
        content.Headers.Add(SignatureHeaders.SignatureName, signature.Signature);
        return content;
    }

    private async Task<string> Token(StoredEnrolment enrolment, CancellationToken cancellationToken)
    {
        var client = $"site-{enrolment.Site}";
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["scope"] = "sitehub.link",
            ["client_id"] = client,
            ["client_assertion_type"] = AssertionType,
            ["client_assertion"] = enrolment.Key.Assert(client, enrolment.Hub, time.GetUtcNow()),
        });
        using var answer = await Send(new Uri("connect/token", UriKind.Relative), form, cancellationToken);
        return (string)(await answer.Content.ReadFromJsonAsync<JsonNode>(cancellationToken))!["access_token"]!;
    }

    private async Task<HttpResponseMessage> Send(Uri path, HttpContent content, CancellationToken cancellationToken, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        HttpResponseMessage answer;
        try
        {
            answer = await http.SendAsync(request, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new EnrolmentException($"The hub at {http.BaseAddress} does not answer: {e.Message}", e);
        }

        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            throw new EnrolmentException($"The hub refuses it: {await Reason(answer, cancellationToken)}");
        }
    }

    private static async Task<string> Reason(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            var problem = await answer.Content.ReadFromJsonAsync<JsonNode>(cancellationToken);
            return (string?)problem?["title"] ?? (string?)problem?["error_description"] ?? $"{(int)answer.StatusCode} {answer.ReasonPhrase}";
        }
        catch (JsonException)
        {
            return $"{(int)answer.StatusCode} {answer.ReasonPhrase}; is there a hub at this address?";
        }
    }

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}

/// <summary>It did not work, for a reason that a person can act on.</summary>
public sealed class EnrolmentException(string message, Exception? inner = null) : Exception(message, inner);
