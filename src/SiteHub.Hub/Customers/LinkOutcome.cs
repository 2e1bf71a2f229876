namespace SiteHub.Hub.Customers;

/// <summary>What became of linking an account to a customer.</summary>
internal abstract record LinkOutcome
{
    private LinkOutcome()
    {
    }

    /// <param name="IsPublished">false: the site has shown nothing of it yet, so it is expected, or mistyped</param>
    internal sealed record Linked(bool IsPublished) : LinkOutcome;

    /// <summary>It is another customer's, and nothing is done.</summary>
    internal sealed record Taken(string Customer, string Name) : LinkOutcome;

    /// <summary>There is no such customer.</summary>
    internal sealed record Unknown : LinkOutcome;
}
