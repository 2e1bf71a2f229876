using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Storage;

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

            var token = await AskAsync(webhook, cancellationToken);
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

    private async Task<AccessToken> AskAsync(CompiledWebhook webhook, CancellationToken cancellationToken)
    {
        var oauth = Of(webhook.Definition)!;
        using var request = new HttpRequestMessage(HttpMethod.Post, oauth.TokenEndpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(oauth.ClientId)}:{Uri.EscapeDataString(oauth.ClientSecret!)}")));
        var form = new List<KeyValuePair<string, string>> { new("grant_type", "client_credentials") };
        if (oauth.Scope is { Length: > 0 } scope)
        {
            form.Add(new("scope", scope));
        }

        request.Content = new FormUrlEncodedContent(form);
        using var response = await clients.For(webhook.Pem).SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return Read(response, body) ?? throw new AccessTokenException(
            $"The token endpoint {new Uri(oauth.TokenEndpoint).Authority} gave no token: {(int)response.StatusCode} {response.ReasonPhrase} {Error(body)}".TrimEnd());
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
        return $"{webhook.Id} {oauth.TokenEndpoint} {oauth.ClientId} {oauth.Scope} {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(oauth.ClientSecret ?? "")))[..16]}";
    }

    private sealed class Held
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public AccessToken? Token { get; set; }
    }
}
