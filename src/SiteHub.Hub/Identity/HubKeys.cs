using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.Identity;

/// <summary>
/// The hub's own keys, made once and kept in the database under the master key. A signing key is published before it signs, for
/// longer than sites cache the key set, and after it stopped, for as long as its tokens live: hence the three times of each row.
/// </summary>
internal sealed class HubKeys(Database database, SecretBox box, ProviderOptions identity, TimeProvider time)
{
    private const string Sign = "sign";

    /// <summary>For ID tokens of clients that know nothing else: made once one is declared.</summary>
    private const string SignRsa = "sign-rs256";
    private const string Encrypt = "encrypt";
    private const string Compare = "compare";

    /// <summary>Longer than sites keep the key set (12 h): by then all of them know the next one.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromHours(24);

    /// <summary>Longer than any token lives that was signed with it.</summary>
    public static readonly TimeSpan After = TimeSpan.FromHours(24);

    /// <summary>By which the hub signs.</summary>
    public static IReadOnlyList<string> Algorithms { get; } = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256];

    private ImmutableList<SigningKey> _signing = [];

    private SymmetricSecurityKey? _encryption;
    private byte[]? _comparison;

    /// <summary>For what the provider keeps to itself (codes, refresh tokens); access tokens are signed only.</summary>
    public SymmetricSecurityKey Encryption => _encryption ?? throw NotLoaded();

    /// <summary>For telling, without keeping a secret in clear, whether it is still the same.</summary>
    public byte[] Comparison => _comparison ?? throw NotLoaded();

    /// <summary>All keys that are published, the one that signs first.</summary>
    public IEnumerable<SigningCredentials> Published(DateTimeOffset now) =>
        _signing.Where(key => key.Row.Retires is null || key.Row.Retires > now)
            .OrderBy(static key => key.Row.Use == SignRsa)
            .ThenByDescending(key => key.Row.Activates <= now)
            .ThenByDescending(key => key.Row.Activates)
            .Select(key => key.Credentials);

    public SigningCredentials Signing(DateTimeOffset now) => Published(now).First();

    /// <summary>For a client's ID tokens.</summary>
    /// <param name="algorithm">as it was declared; null: as all others</param>
    /// <param name="now">when it signs</param>
    public SigningCredentials Signing(string? algorithm, DateTimeOffset now) =>
        Published(now).FirstOrDefault(credentials => credentials.Algorithm == (algorithm ?? SecurityAlgorithms.EcdsaSha256)) ?? Signing(now);

    public IReadOnlyList<PublishedKey> List(DateTimeOffset now)
    {
        var signs = Signing(now).Kid;
        return [.. _signing.Where(static key => key.Row.Use == Sign).OrderBy(static key => key.Row.Activates).Select(key => new PublishedKey(key.Row.Id, key.Row.Created, key.Row.Activates, key.Row.Retires, key.Row.Id == signs))];
    }

    /// <summary>Makes the next signing key: published from at once, signing in a day; those before it are published for a day more.</summary>
    public async Task<PublishedKey> Rotate(Action<Session, string> also, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var made = Make(Sign, NewSigningKey(), now) with { Activates = now + Ahead };
        var madeRsa = _signing.Any(static key => key.Row.Use == SignRsa) ? Make(SignRsa, NewRsaKey(), now) with { Activates = now + Ahead } : null;
        var rows = await database.Writer.Write(
            session =>
            {
                session.Execute("UPDATE hub_key SET retires = $2 WHERE used_for IN ($1, $3) AND retires IS NULL", Sign, made.Activates + After, SignRsa);
                Insert(session, made);
                if (madeRsa is not null)
                {
                    Insert(session, madeRsa);
                }

                also(session, made.Id);
                return All(session);
            },
            cancellationToken);
        _signing = [.. rows.Where(static row => row.Use is Sign or SignRsa).Select(row => new SigningKey(row, Convert.FromBase64String(box.Unprotect(Purpose(row.Use), row.Sealed))))];
        return new PublishedKey(made.Id, made.Created, made.Activates, null, false);
    }

    /// <summary>Reads the keys; at the very first start makes them.</summary>
    public async Task Load(CancellationToken cancellationToken)
    {
        var rows = database.Read(All);
        if (rows.Count == 0)
        {
            var now = time.GetUtcNow();
            StoredKey[] made = [Make(Sign, NewSigningKey(), now), Make(Encrypt, RandomNumberGenerator.GetBytes(64), now), Make(Compare, RandomNumberGenerator.GetBytes(32), now)];
            rows = await database.Writer.Write(
                session =>
                {
                    Array.ForEach(made, key => Insert(session, key));
                    return All(session);
                },
                cancellationToken);
        }

        if (identity.Clients.Any(static client => client.SignIn?.IdTokenAlgorithm == SecurityAlgorithms.RsaSha256) && rows.All(static row => row.Use != SignRsa))
        {
            var made = Make(SignRsa, NewRsaKey(), time.GetUtcNow());
            await database.Writer.Write(session => Insert(session, made), cancellationToken);
            rows = [.. rows, made];
        }

        foreach (var row in rows)
        {
            Take(row, Convert.FromBase64String(box.Unprotect(Purpose(row.Use), row.Sealed)));
        }
    }

    private void Take(StoredKey row, byte[] clear)
    {
        switch (row.Use)
        {
            case Sign or SignRsa:
                _signing = _signing.Add(new SigningKey(row, clear));
                break;
            case Encrypt:
                _encryption = new SymmetricSecurityKey(clear) { KeyId = row.Id };
                break;
            case Compare:
                _comparison = clear;
                break;
        }
    }

    private static List<StoredKey> All(Session session) =>
        session.Many(
            "SELECT id, used_for, sealed, created, activates, retires FROM hub_key",
            static row => new StoredKey(row.Text(0), row.Text(1), row.Text(2), row.Time(3), row.Time(4), row.TimeOrNull(5)));

    private static void Insert(Session session, StoredKey key) =>
        session.Execute(
            "INSERT INTO hub_key (id, used_for, sealed, created, activates, retires) VALUES ($1, $2, $3, $4, $5, $6)",
            key.Id,
            key.Use,
            key.Sealed,
            key.Created,
            key.Activates,
            key.Retires);

    private StoredKey Make(string use, byte[] clear, DateTimeOffset now) =>
        new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), use, box.Protect(Purpose(use), Convert.ToBase64String(clear)), now, now, null);

    private static byte[] NewSigningKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKey();
    }

    private static byte[] NewRsaKey()
    {
        using var key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKey();
    }

    private static InvalidOperationException NotLoaded() => new("The hub's keys are read at start, before anything asks for them.");

    private static string Purpose(string use) => $"hub key: {use}";

    private sealed record StoredKey(string Id, string Use, string Sealed, DateTimeOffset Created, DateTimeOffset Activates, DateTimeOffset? Retires);

    private sealed class SigningKey
    {
        public SigningKey(StoredKey row, byte[] clear)
        {
            Row = row;
            if (row.Use == SignRsa)
            {
                var rsa = RSA.Create();
                rsa.ImportPkcs8PrivateKey(clear, out _);
                Credentials = new SigningCredentials(new RsaSecurityKey(rsa) { KeyId = row.Id }, SecurityAlgorithms.RsaSha256);
                return;
            }

            var key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(clear, out _);
            Credentials = new SigningCredentials(new ECDsaSecurityKey(key) { KeyId = row.Id }, SecurityAlgorithms.EcdsaSha256);
        }

        public StoredKey Row { get; }

        public SigningCredentials Credentials { get; }
    }
}

/// <param name="Activates">signs from then on</param>
/// <param name="Retires">is published until then; null: it is the newest</param>
/// <param name="Signs">is the one that signs now</param>
internal sealed record PublishedKey(string Id, DateTimeOffset Created, DateTimeOffset Activates, DateTimeOffset? Retires, bool Signs);
