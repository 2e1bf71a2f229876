namespace SiteHub.Protocol.Signatures;

/// <summary>What became of checking a signature.</summary>
public enum VerifyOutcome
{
    /// <summary>Somebody who has the secret wrote exactly this, within the tolerance.</summary>
    Valid,

    /// <summary>One of the three headers is not there, or empty.</summary>
    HeaderMissing,

    /// <summary>The timestamp is not Unix seconds in decimal digits.</summary>
    TimestampMalformed,

    /// <summary>Signed longer ago than the tolerance: an old message sent again, or a clock that is wrong.</summary>
    TooOld,

    /// <summary>Signed further ahead than the tolerance: a clock is wrong.</summary>
    TooNew,

    /// <summary>None of the signatures fits.</summary>
    NoMatch,
}
