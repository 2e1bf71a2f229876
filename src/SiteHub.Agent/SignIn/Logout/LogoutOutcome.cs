namespace SiteHub.Agent.SignIn.Logout;

internal abstract record LogoutOutcome
{
    private LogoutOutcome()
    {
    }

    /// <summary>It is on disk. None may have ended: they may have signed out here before.</summary>
    public sealed record Ended(int Sessions) : LogoutOutcome;

    public sealed record Refused(string Reason) : LogoutOutcome;

    /// <summary>Nothing is wrong with it, but it cannot be checked at the moment.</summary>
    public sealed record NotNow(string Reason) : LogoutOutcome;
}
