namespace SiteHub.Agent.SignIn;

/// <summary>Why somebody whom the hub knows may not come in; the page of that reason says what to do.</summary>
internal enum SignInRefusal
{
    Disabled,
    EmailNotVerified,
    EmailTaken,

    /// <summary>They signed out at the hub while they were still coming in.</summary>
    Ended,

    /// <summary>Nobody can be asked who they are.</summary>
    HubAway,

    /// <summary>The hub said no, or its answer does not fit what was asked.</summary>
    Failed,
}
