namespace SiteHub.Operations.Configuration;

/// <summary>A Frappe site that holds the documents.</summary>
/// <param name="Url">its address: scheme, host and port</param>
/// <param name="Key">of the user as whom its documents are read and changed; null: by <see cref="OAuth"/></param>
/// <param name="Budget">how much of the site the agent may take</param>
public sealed record FrappeEntry(Uri Url, ApiKeyEntry? Key, FrappeBudget Budget)
{
    /// <summary>As which client of its OAuth provider it is asked; null: by an API key.</summary>
    public FrappeOAuthEntry? OAuth { get; init; }

    /// <summary>The client by which members connect their own users there, as whom their actions are done; null: all is done as the source's user.</summary>
    public FrappeOAuthEntry? Members { get; init; }

    /// <summary>The site's zone, in which its times are meant; null: the site is asked.</summary>
    public TimeZoneInfo? TimeZone { get; init; }

    /// <summary>The unique field that holds a request's id in what an action makes, so that it is made once.</summary>
    public string RequestField { get; init; } = "custom_sitehub_request";

    /// <summary>How often is looked for what no hint told of.</summary>
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromMinutes(1);
}

/// <param name="ClientId">of the OAuth Client that was made there</param>
/// <param name="Scopes">parted by spaces; Frappe's clients have "all openid" where nobody chose others</param>
public sealed record FrappeOAuthEntry(string ClientId, Secret ClientSecret, string Scopes)
{
    public const string UsualScopes = "all openid";
}

/// <param name="AtOnce">requests side by side</param>
/// <param name="Share">of the site's rate limit, in per cent; the rest is its people's</param>
public sealed record FrappeBudget(int AtOnce, int Share)
{
    public static FrappeBudget Default { get; } = new(2, 50);
}
