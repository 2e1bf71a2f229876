namespace SiteHub.Hub.Customers;

/// <summary>What became of inviting somebody to a customer.</summary>
internal abstract record JoinOutcome
{
    private JoinOutcome()
    {
    }

    internal sealed record Joined(string Person) : JoinOutcome;

    /// <summary>They are asked by mail, and become a member by saying yes.</summary>
    internal sealed record Asked : JoinOutcome;

    /// <summary>Nothing is done: inviting is no way to change a role.</summary>
    internal sealed record MemberAlready(string Person, string Role) : JoinOutcome;

    /// <summary>There is no such customer.</summary>
    internal sealed record Unknown : JoinOutcome;
}
