namespace SiteHub.Operations.Configuration;

/// <summary>What a member's token for a site may read and act on at the hub.</summary>
public enum MemberTokens
{
    /// <summary>The documents of that site alone.</summary>
    ThisSite,

    /// <summary>Those of every site, where the member has agreed as well.</summary>
    AllSites,
}
