namespace SiteHub.Hub.Customers;

/// <summary>A customer whom `up` makes on a machine of its own, so that there is something to see.</summary>
/// <param name="Accounts">its records at sites</param>
/// <param name="Members">e-mail addresses of seeded people, and what they are</param>
public sealed record SeedCustomer(string Name, IReadOnlyList<(string Site, string Account)> Accounts, IReadOnlyList<(string Email, string Role)> Members);
