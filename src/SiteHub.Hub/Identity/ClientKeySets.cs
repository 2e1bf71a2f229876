using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using SiteHub.Delivery.Sending;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace SiteHub.Hub.Identity;

/// <summary>
/// The keys of clients that say where theirs are: fetched when first needed, anew each hour, and at once where one signs with a key that is not known yet,
/// every five seconds at most. Of one that cannot be reached the last ones are good for a day.
/// </summary>
internal sealed class ClientKeySets(GuardedConnection connection, TimeProvider time, ILogger<ClientKeySets> log) : IDisposable
{
    private static readonly TimeSpan Age = TimeSpan.FromHours(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private const int MostBytes = 64 * 1024;
    private const int MostKeys = 50;

    private readonly HttpClient _http = new(connection.CreateHandler()) { Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = MostBytes };
    private readonly ConcurrentDictionary<string, Held> _held = new(StringComparer.Ordinal);

    /// <param name="client">declared, so there are no more than the file names</param>
    /// <param name="address">where its keys are</param>
    /// <param name="kid">by which it signs, as it says; null: it does not say</param>
    public async Task<IReadOnlyList<SecurityKey>> Of(string client, Uri address, string? kid, CancellationToken cancellationToken)
    {
        var held = _held.GetOrAdd(client, static _ => new Held());
        if (!held.Has(kid, time.GetUtcNow()))
        {
            await held.One.WaitAsync(cancellationToken);
            try
            {
                var now = time.GetUtcNow();
                if (!held.Has(kid, now) && held.Tried + Pause <= now)
                {
                    held.Tried = now;
                    await Fetch(held, client, address, now);
                }
            }
            finally
            {
                held.One.Release();
            }
        }

        return held.Fetched + Longest > time.GetUtcNow() ? held.Keys : [];
    }

    public void Dispose()
    {
        foreach (var held in _held.Values)
        {
            held.One.Dispose();
        }

        _http.Dispose();
    }

    /// <summary>Not ended by whoever asked: others wait for the same answer.</summary>
    private async Task Fetch(Held held, string client, Uri address, DateTimeOffset now)
    {
        try
        {
            using var answer = await _http.GetAsync(address, CancellationToken.None);
            answer.EnsureSuccessStatusCode();
            var keys = new JsonWebKeySet(await answer.Content.ReadAsStringAsync(CancellationToken.None)).Keys.Where(IsGood).Take(MostKeys).ToArray<SecurityKey>();
            (held.Keys, held.Fetched) = (keys, now);
            if (keys.Length == 0)
            {
                Log.NoClientKeys(log, client, address, "none of the curve P-256, or of RSA with 2,048 bits or more, is for signing");
            }
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or ArgumentException or InvalidOperationException)
        {
            Log.NoClientKeys(log, client, address, e.Message);
        }
    }

    /// <summary>As those that stand in the file must be.</summary>
    private static bool IsGood(JsonWebKey key) =>
        key.Use is null or "" or JsonWebKeyUseNames.Sig && key switch
        {
            { Kty: JsonWebAlgorithmsKeyTypes.EllipticCurve, Crv: JsonWebKeyECTypes.P256 } => true,
            { Kty: JsonWebAlgorithmsKeyTypes.RSA } => key.KeySize >= 2048,
            _ => false,
        };

    private sealed class Held
    {
        public SemaphoreSlim One { get; } = new(1);

        public IReadOnlyList<SecurityKey> Keys { get; set; } = [];

        public DateTimeOffset Fetched { get; set; }

        public DateTimeOffset Tried { get; set; }

        public bool Has(string? kid, DateTimeOffset now) => Fetched + Age > now && (kid is null ? Keys.Count > 0 : Keys.Any(key => key.KeyId == kid));
    }

    /// <summary>Before an assertion's signature is looked at.</summary>
    internal sealed class ForAssertions(ClientKeySets sets, ProviderOptions identity) : IOpenIddictServerHandler<ValidateTokenContext>
    {
        public static int Order => ClientAssertions.Untyped.Order + 100;

        public async ValueTask HandleAsync(ValidateTokenContext context)
        {
            if (context is { TokenValidationParameters: { } rules, ValidTokenTypes.Count: 1 } && context.ValidTokenTypes.Contains(OpenIddictConstants.TokenTypeIdentifiers.Private.ClientAssertion)
                && Read(context.Token) is { } shown && identity.Clients.FirstOrDefault(client => client.Id == shown.Issuer) is { KeysUri: { } address } client)
            {
                var keys = await sets.Of(client.Id, address, shown.Kid is { Length: > 0 } kid ? kid : null, context.CancellationToken);
                rules.IssuerSigningKeyResolver = (_, _, _, _) => keys;
            }
        }

        private static JsonWebToken? Read(string token)
        {
            try
            {
                return new JsonWebToken(token);
            }
            catch (ArgumentException)
            {
                // Whoever verifies it says so.
                return null;
            }
        }
    }
}
