using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SiteHub.Protocol.Signatures;

/// <summary>
/// The current secret, and those before it that have not retired. All of them sign and are accepted, so that a rotation may reach the two sides
/// in either order. Immutable; safe for use by many threads.
/// </summary>
public sealed class SecretRing
{
    /// <summary>How long a replaced secret stays in force where nothing else is said.</summary>
    public static readonly TimeSpan DefaultOverlap = TimeSpan.FromHours(24);

    private readonly RingSecret[] _secrets;
    private readonly VerifyingKey[] _verifiers;

    /// <param name="secrets">the current one first, which has no end; the others with theirs</param>
    /// <exception cref="ArgumentException">there is none, or ends are missing or misplaced</exception>
    public SecretRing(IReadOnlyList<RingSecret> secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        _secrets = [.. secrets];
        _verifiers = [.. _secrets.Select(static s => s.Secret.Verifier)];
        if (_secrets.Length == 0 || _secrets[0].RetiresAt is not null || _secrets.Skip(1).Any(static s => s.RetiresAt is null))
        {
            throw new ArgumentException("A ring holds one current secret first, without an end, and then those that retire, each with its end.", nameof(secrets));
        }
    }

    /// <summary>A ring of one secret.</summary>
    public SecretRing(SigningSecret current)
        : this([new RingSecret(current, null)])
    {
    }

    public IReadOnlyList<RingSecret> Secrets => _secrets;

    /// <summary>The secret that has no end.</summary>
    public SigningSecret Current => _secrets[0].Secret;

    /// <summary>Signs one attempt with every secret in force.</summary>
    /// <param name="id">see <see cref="SigningSecret.Sign(string, long, ReadOnlySpan{byte})"/></param>
    /// <param name="now">when this attempt is made</param>
    /// <param name="body">raw bytes, before any compression; not copied for v1</param>
    public SignatureHeaders Sign(string id, DateTimeOffset now, ReadOnlySpan<byte> body)
    {
        var seconds = now.ToUnixTimeSeconds();
        var signature = Current.Sign(id, seconds, body);
        foreach (var old in _secrets.AsSpan(1))
        {
            if (old.IsInForce(now))
            {
                signature = $"{signature} {old.Secret.Sign(id, seconds, body)}";
            }
        }

        return new SignatureHeaders(id, seconds.ToString(CultureInfo.InvariantCulture), signature);
    }

    /// <inheritdoc cref="VerifyingKey.Verify"/>
    public VerifyOutcome Verify(string? id, string? timestamp, string? signature, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var inForce = _secrets.All(s => s.IsInForce(now)) ? _verifiers : [.. _secrets.Where(s => s.IsInForce(now)).Select(static s => s.Secret.Verifier)];
        return SignatureCheck.Verify(inForce, id, timestamp, signature, body, now);
    }

    /// <summary>A ring in which another secret is current; the present one stays in force for the overlap, those before it no longer than they had.</summary>
    /// <param name="next">not one of the ring, unless to make it current again</param>
    /// <param name="now">when it is done</param>
    /// <param name="overlap"><see cref="DefaultOverlap"/> if null; zero where the secret is known to strangers</param>
    public SecretRing Rotate(SigningSecret next, DateTimeOffset now, TimeSpan? overlap = null)
    {
        ArgumentNullException.ThrowIfNull(next);
        var end = now + (overlap ?? DefaultOverlap);
        var old = _secrets.Where(s => s.IsInForce(now) && s.Secret.Text != next.Text).Select(s => s.RetiresAt < end ? s : s with { RetiresAt = end });
        return new SecretRing([new RingSecret(next, null), .. old.Where(s => s.IsInForce(now))]);
    }

    /// <summary>The ring with its secrets in clear text: for storing under encryption alone.</summary>
    public string ToJson() => new JsonArray(
        [.. _secrets.Select(static s => new JsonObject { ["secret"] = s.Secret.Text, ["retiresAt"] = s.RetiresAt?.ToString("O", CultureInfo.InvariantCulture) })]).ToJsonString();

    /// <exception cref="FormatException">it is not what <see cref="ToJson"/> gives; the message never shows a secret</exception>
    public static SecretRing FromJson(string json)
    {
        try
        {
            if (JsonNode.Parse(json) is JsonArray secrets)
            {
                return new SecretRing([.. secrets.Select(static s => new RingSecret(SigningSecret.Parse((string)s?["secret"]!), Time((string?)s?["retiresAt"])))]);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException or FormatException)
        {
            // None of these may go on, not even as the inner exception: they can quote what they read.
        }

        throw new FormatException("Not a ring of secrets: expected a JSON list of {\"secret\", \"retiresAt\"}, the current one first.");
    }

    private static DateTimeOffset? Time(string? text) => text is null ? null : DateTimeOffset.ParseExact(text, "O", CultureInfo.InvariantCulture);

    /// <summary>Never the secrets.</summary>
    public override string ToString() => $"ring of {_secrets.Length} signing secrets";
}
