namespace SiteHub.Protocol;

/// <summary>The <c>type</c> of the problem documents (RFC 9457) that a link answers with. Stable: a peer may act on them.</summary>
public static class Problems
{
    /// <summary>What every type begins with.</summary>
    public const string Base = "https://sitehub.dev/problems/";

    /// <summary>400: the body is not such a message; the detail names the member, what was found and what was expected.</summary>
    public const string MessageMalformed = Base + "message-malformed";

    /// <summary>400: the HTTP request itself is broken, before any message was read.</summary>
    public const string RequestMalformed = Base + "request-malformed";

    /// <summary>401: there is no bearer token, or it is not valid.</summary>
    public const string TokenMissingOrInvalid = Base + "token-missing-or-invalid";

    /// <summary>503: the issuer's keys are not to be had at the moment, so that the token cannot be checked; try again after <c>Retry-After</c>.</summary>
    public const string TokenUnchecked = Base + "token-unchecked";

    /// <summary>401: headers missing, too old or too new, or no signature fits; the detail says which.</summary>
    public const string SignatureRefused = Base + "signature-refused";

    /// <summary>403: the token is valid and does not allow this link.</summary>
    public const string TokenNotForThisLink = Base + "token-not-for-this-link";

    /// <summary>404: there is no link of that name here.</summary>
    public const string NoSuchLink = Base + "no-such-link";

    /// <summary>413: the body, decompressed, exceeds <see cref="Links.LinkLimits.MaxBodyBytes"/>.</summary>
    public const string BodyTooLarge = Base + "body-too-large";

    /// <summary>415: the content encoding is not taken, or the body does not unpack.</summary>
    public const string EncodingNotSupported = Base + "encoding-not-supported";

    /// <summary>426: the peer's protocol version is not spoken; the detail says which side to upgrade.</summary>
    public const string VersionNotSpoken = Base + "version-not-spoken";

    /// <summary>503: the database takes no writes, nothing was stored; <c>Retry-After</c> says when to come again.</summary>
    public const string StorageUnavailable = Base + "storage-unavailable";

    /// <summary>404: there is no such document for whom it is asked, or no such file of it; which of the two is not said.</summary>
    public const string FileMissing = Base + "file-missing";

    /// <summary>422: the side that has it does not give it out; the detail is a sentence for the person who asked.</summary>
    public const string FileRefused = Base + "file-refused";

    /// <summary>413: it is larger than what is passed on.</summary>
    public const string FileTooLarge = Base + "file-too-large";

    /// <summary>503: the system behind the peer that has it cannot be asked at the moment, or gave no clear answer.</summary>
    public const string SourceAway = Base + "source-away";
}
