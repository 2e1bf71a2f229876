namespace SiteHub.Operations.Receiving;

/// <summary>How a sender shows that a message is its own, by the parts of it. A receiver names a preset, or says each part itself.</summary>
/// <param name="Algorithm">what stands in the header</param>
/// <param name="Header">the header in which it stands</param>
public sealed record SignatureParts(SignatureAlgorithm Algorithm, string Header)
{
    public const string DefaultSigns = "{body}";

    /// <summary>How far two clocks may differ, and how old a message may be.</summary>
    public static readonly TimeSpan DefaultTolerance = TimeSpan.FromMinutes(5);

    /// <summary>What is signed: <c>{body}</c>, and before it what else, such as <c>v0:{timestamp}:{body}</c>.</summary>
    public string Signs { get; init; } = DefaultSigns;

    public SignatureEncoding Encoding { get; init; } = SignatureEncoding.Hex;

    /// <summary>What stands before the signature, such as <c>sha256=</c>.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The header is a list with commas between: which of its members are signatures, such as <c>v1</c> in <c>t=1,v1=2</c>.</summary>
    public string? Member { get; init; }

    /// <summary>The member with the time, in Unix seconds.</summary>
    public string? TimestampMember { get; init; }

    /// <summary>The header with the time, in Unix seconds, where it is no member.</summary>
    public string? TimestampHeader { get; init; }

    public TimeSpan Tolerance { get; init; } = DefaultTolerance;

    /// <summary>The header by which a repetition is known.</summary>
    public string? IdHeader { get; init; }

    /// <summary>The body's member by which a repetition is known, where no header says it: unlike a header, it is signed.</summary>
    public string? IdMember { get; init; }

    /// <summary>The sender makes the secret, and shows it: one that is made here would be of no use.</summary>
    public bool SecretIsTheSenders { get; init; }

    public bool HasTimestamp => TimestampHeader is not null || TimestampMember is not null;
}

public enum SignatureAlgorithm
{
    /// <summary>HMAC-SHA256 with the secret's own letters as the key.</summary>
    HmacSha256,

    /// <summary>HMAC-SHA1, which some still send.</summary>
    HmacSha1,

    HmacSha512,

    /// <summary>The secret itself: it says who sent, and nothing of what.</summary>
    Token,

    /// <summary>As the standard says: a list of <c>v1,…</c> and <c>v1a,…</c> over id, time and body.</summary>
    StandardWebhooks,
}

public enum SignatureEncoding
{
    Hex,
    Base64,
}
