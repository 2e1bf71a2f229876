using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Tokens;

namespace SiteHub.Delivery.Webhooks;

/// <summary>OAuth 2.0 tokens by client credentials: stored sealed, so that a restart does not ask for all of them at once, and renewed ahead of their end.</summary>
public sealed class AccessTokens(Database database, SecretBox secrets, WebhookClients clients, TimeProvider time) : IDisposable
{
    private const int MaxAnswerBytes = 64 * 1024;

    /// <summary>Where the answer does not say; a refusal renews it sooner.</summary>
    private static readonly TimeSpan AssumedLife = TimeSpan.FromMinutes(10);

    private const double MaxLife = 10 * 365 * 86400d;

    private static readonly TimeSpan RenewWithin = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<string, Held> _held = new(StringComparer.Ordinal);

    public static bool Uses(WebhookDefinition webhook) => Of(webhook) is not null;

    /// <param name="webhook">one that uses such tokens</param>
    /// <param name="renew">the last one was refused: do not give it again</param>
    /// <param name="cancellationToken">ends the wait</param>
    /// <exception cref="AccessTokenException">the endpoint gives none</exception>
    /// <exception cref="HttpRequestException">the endpoint cannot be reached</exception>
    internal async Task<string> GetAsync(CompiledWebhook webhook, bool renew, CancellationToken cancellationToken)
    {
        var held = _held.GetOrAdd(Key(webhook.Definition), static _ => new Held());
        if (!renew && held.Token is { } current && current.Until > time.GetUtcNow())
        {
            return current.Text;
        }

        return (await RenewAsync(webhook, held, refused: renew ? held.Token : null, cancellationToken)).Text;
    }

    /// <summary>Renews what will end soon, so that no delivery waits for it.</summary>
    internal async Task RenewAheadAsync(IEnumerable<CompiledWebhook> webhooks, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var webhook in webhooks.Where(static w => Uses(w.Definition)))
        {
            if (_held.TryGetValue(Key(webhook.Definition), out var held) && held.Token is { } token && token.RenewAt <= now)
            {
                try
                {
                    using var timeout = new CancellationTokenSource(RenewWithin, time);
                    using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
                    await RenewAsync(webhook, held, refused: token, linked.Token);
                }
                catch (Exception e) when (e is AccessTokenException or HttpRequestException or IOException or OperationCanceledException)
                {
                    // The one that is there still serves; the delivery that finds it ended tells the fault.
                }
            }
        }
    }

    public void Dispose()
    {
        foreach (var held in _held.Values)
        {
            held.Gate.Dispose();
        }
    }

    private async Task<AccessToken> RenewAsync(CompiledWebhook webhook, Held held, AccessToken? refused, CancellationToken cancellationToken)
    {
        await held.Gate.WaitAsync(cancellationToken);
        try
        {
            held.Token ??= Stored(webhook.Definition);
            if (held.Token is { } current && current != refused && current.Until > time.GetUtcNow())
            {
                return current;
            }

            var token = await AskAsync(webhook, held, cancellationToken);
            held.Token = token;
            var stored = secrets.Protect(Purpose(webhook.Definition), token.ToJson());
            await database.Writer.Write(s => s.Execute("UPDATE webhook SET token = $2 WHERE id = $1", webhook.Definition.Id, stored), cancellationToken);
            return token;
        }
        finally
        {
            held.Gate.Release();
        }
    }

    private AccessToken? Stored(WebhookDefinition webhook)
    {
        try
        {
            return database.Read(s => s.Text("SELECT token FROM webhook WHERE id = $1", webhook.Id)) is { } stored
                ? AccessToken.FromJson(secrets.Unprotect(Purpose(webhook), stored))
                : null;
        }
        catch (CryptographicException)
        {
            // Given to another client, or under another key: a new one is asked for.
            return null;
        }
    }

    private async Task<AccessToken> AskAsync(CompiledWebhook webhook, Held held, CancellationToken cancellationToken)
    {
        var oauth = Of(webhook.Definition)!;
        var (endpoint, method) = await ServerAsync(webhook, oauth, held, cancellationToken);
        var form = new List<KeyValuePair<string, string>> { new("grant_type", "client_credentials") };
        if (oauth.Scope is { Length: > 0 } scope)
        {
            form.Add(new("scope", scope));
        }

        using var request = new ClientCredentials(method, oauth.ClientId, oauth.ClientSecret, oauth.PrivateKey, oauth.KeyId).Request(endpoint, form, time.GetUtcNow());
        using var response = await clients.For(webhook.Pem).SendAsync(request, cancellationToken);
        var body = await BodyAsync(response, cancellationToken);
        if (Read(response, body) is { } token)
        {
            return token;
        }

        // It may have moved, or take clients otherwise by now.
        held.Server = null;
        throw new AccessTokenException(
            $"The token endpoint {endpoint.Authority} gave no token: {(int)response.StatusCode} {response.ReasonPhrase} {Error(body)} (asked by {ClientAuthenticationMethods.NameOf(method)})");
    }

    /// <summary>Where tokens are asked for, and how: what the person wrote, and what the issuer's discovery says where they wrote none.</summary>
    private async Task<(Uri Endpoint, ClientAuthenticationMethod Method)> ServerAsync(CompiledWebhook webhook, WebhookAuthentication.OAuth2 oauth, Held held, CancellationToken cancellationToken)
    {
        var hasKey = oauth.PrivateKey is not null;
        if (oauth.Issuer is null)
        {
            return (new Uri(oauth.TokenEndpoint!), oauth.Method ?? ClientAuthenticationMethods.Choose(null, hasKey)!.Value);
        }

        var server = held.Server ??= await DiscoverAsync(webhook, new Uri(oauth.Issuer), cancellationToken);
        return (server.TokenEndpoint, oauth.Method ?? ClientAuthenticationMethods.Choose(server.Methods, hasKey) ?? throw new AccessTokenException(
            $"{oauth.Issuer} takes clients by {string.Join(", ", server.Methods!)}, and this one has {(hasKey ? "a private key" : "a secret")}"));
    }

    private async Task<TokenServer> DiscoverAsync(CompiledWebhook webhook, Uri issuer, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        foreach (var address in TokenServer.AddressesOf(issuer))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using var response = await clients.For(webhook.Pem).SendAsync(request, cancellationToken);
            var body = await BodyAsync(response, cancellationToken);
            var fault = $"{(int)response.StatusCode} {response.ReasonPhrase}";
            if (response.IsSuccessStatusCode && TokenServer.Read(issuer, body, out fault) is { } server)
            {
                return server;
            }

            faults.Add($"{address}: {fault}");
        }

        throw new AccessTokenException($"The issuer's discovery cannot be read: {string.Join("; ", faults)}");
    }

    private static async Task<byte[]> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    private AccessToken? Read(HttpResponseMessage response, byte[] body)
    {
        var now = time.GetUtcNow();
        return response.IsSuccessStatusCode && Member(body, "access_token") is { ValueKind: JsonValueKind.String } token
            ? new AccessToken(token.GetString()!, now, now + (Member(body, "expires_in") is { ValueKind: JsonValueKind.Number } life ? TimeSpan.FromSeconds(Math.Clamp(life.GetDouble(), 0, MaxLife)) : AssumedLife))
            : null;
    }

    private static string? Error(byte[] body) => Member(body, "error") is { } error ? $"{error} {Member(body, "error_description")}" : null;

    private static JsonElement? Member(byte[] body, string name)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(body) is { ValueKind: JsonValueKind.Object } read && read.TryGetProperty(name, out var member) ? member : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static WebhookAuthentication.OAuth2? Of(WebhookDefinition webhook)
    {
        foreach (var one in webhook.Authentication)
        {
            if (one is WebhookAuthentication.OAuth2 oauth)
            {
                return oauth;
            }
        }

        return null;
    }

    /// <summary>Bound to the client that it was given to: one stored for another is not opened.</summary>
    private static string Purpose(WebhookDefinition webhook) => $"webhook token {Key(webhook)}";

    private static string Key(WebhookDefinition webhook)
    {
        var oauth = Of(webhook)!;
        return $"{webhook.Id} {oauth.Server} {oauth.ClientId} {oauth.Scope} {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(oauth.ClientSecret ?? oauth.PrivateKey ?? "")))[..16]}";
    }

    private sealed class Held
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public AccessToken? Token { get; set; }

        /// <summary>As its discovery said; forgotten when it refuses.</summary>
        public TokenServer? Server { get; set; }
    }
}
