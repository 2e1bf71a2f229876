namespace SiteHub.Protocol.Files;

/// <summary>The bounds of files that go between a hub and a site. Both sides keep them; neither trusts the other to.</summary>
public static class FileLimits
{
    /// <summary>Bytes of one file, either way.</summary>
    public const long MaxBytes = 32 * 1024 * 1024;

    /// <summary>Files of one document that are listed.</summary>
    public const int MaxListed = 100;

    /// <summary>Characters of a file's id.</summary>
    public const int MaxId = 140;

    /// <summary>Characters of a file's name.</summary>
    public const int MaxName = 140;
}
