namespace SiteHub.Protocol;

/// <summary>The <c>type</c> of problem documents (RFC 9457) that a link is answered with. Stable: a peer may act on them.</summary>
public static class Problems
{
    /// <summary>What every type begins with.</summary>
    public const string Base = "https://sitehub.dev/problems/";

    /// <summary>400: the body is not such a message; the detail names the member, what was found and what was expected.</summary>
    public const string MalformedMessage = Base + "malformed-message";

    /// <summary>401: one of the three webhook headers is missing.</summary>
    public const string SignatureMissing = Base + "signature-missing";

    /// <summary>401: no signature fits the body under a secret of the link.</summary>
    public const string SignatureMismatch = Base + "signature-mismatch";

    /// <summary>401: <c>webhook-timestamp</c> is malformed or more than 300 s off; a clock may be wrong.</summary>
    public const string SignatureStale = Base + "signature-stale";

    /// <summary>401: there is no bearer token, or it is not valid.</summary>
    public const string TokenRefused = Base + "token-refused";

    /// <summary>403: the token is valid and does not allow this link.</summary>
    public const string TokenNotAllowed = Base + "token-not-allowed";

    /// <summary>404: there is no link of that name here.</summary>
    public const string UnknownLink = Base + "unknown-link";

    /// <summary>413: the body, decompressed, exceeds what a receiver reads.</summary>
    public const string BodyTooLarge = Base + "body-too-large";

    /// <summary>415: the content type or encoding is not taken.</summary>
    public const string UnsupportedMedia = Base + "unsupported-media";

    /// <summary>426: the peer's protocol version is not spoken; the detail says which side to upgrade.</summary>
    public const string UnsupportedVersion = Base + "unsupported-version";

    /// <summary>429: too much at once; <c>Retry-After</c> says when.</summary>
    public const string Throttled = Base + "throttled";

    /// <summary>500: a fault of this side, found under the trace id in its logs.</summary>
    public const string InternalFault = Base + "internal-fault";

    /// <summary>503: the database takes no writes, nothing was stored; <c>Retry-After</c> says when to come again.</summary>
    public const string StorageUnavailable = Base + "storage-unavailable";

    /// <summary>503: the role is going down; <c>Retry-After</c> says when to come again.</summary>
    public const string Stopping = Base + "stopping";
}
