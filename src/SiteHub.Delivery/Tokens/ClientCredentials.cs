using System.Net.Http.Headers;
using System.Text;

namespace SiteHub.Delivery.Tokens;

/// <summary>A client at another's token endpoint, with what it shows there.</summary>
/// <param name="Method">one that fits what it has</param>
/// <param name="ClientId">its name there</param>
/// <param name="Secret">for the two methods with a secret</param>
/// <param name="PrivateKey">for <c>private_key_jwt</c>: RSA or EC, in PEM without a password</param>
/// <param name="KeyId">under which the server knows the key; null where it knows but one</param>
public sealed record ClientCredentials(ClientAuthenticationMethod Method, string ClientId, string? Secret, string? PrivateKey = null, string? KeyId = null)
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// <summary>Never the secrets.</summary>
    public override string ToString() => $"{ClientId} ({ClientAuthenticationMethods.NameOf(Method)})";

    /// <summary>Makes the request to the endpoint.</summary>
    /// <param name="endpoint">the token endpoint, which is also whom a signed token is for (RFC 7523, section 3)</param>
    /// <param name="form">what is asked for, such as <c>grant_type</c></param>
    /// <param name="now">when it is asked</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">the key cannot sign</exception>
    public HttpRequestMessage Request(Uri endpoint, IEnumerable<KeyValuePair<string, string>> form, DateTimeOffset now)
    {
        var asked = form.ToList();
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint);
        switch (Method)
        {
            case ClientAuthenticationMethod.ClientSecretBasic:
                // Both are form-encoded before they are joined (RFC 6749, section 2.3.1): a colon in them would else be where they part.
                request.Headers.Authorization = new AuthenticationHeaderValue(
                    "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(ClientId)}:{Uri.EscapeDataString(Secret!)}")));
                break;
            case ClientAuthenticationMethod.ClientSecretPost:
                asked.Add(new("client_id", ClientId));
                asked.Add(new("client_secret", Secret!));
                break;
            default:
                asked.Add(new("client_id", ClientId));
                asked.Add(new("client_assertion_type", AssertionType));
                asked.Add(new("client_assertion", ClientAssertion.Sign(this, endpoint, now)));
                break;
        }

        request.Content = new FormUrlEncodedContent(asked);
        return request;
    }
}
