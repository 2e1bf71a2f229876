namespace SiteHub.Protocol.Actions;

/// <summary>What a member is within a customer. Each may what those before may.</summary>
public static class MemberRoles
{
    /// <summary>Sees the customer's documents.</summary>
    public const string Viewer = "viewer";

    /// <summary>Acts on them as well.</summary>
    public const string Buyer = "buyer";

    /// <summary>Invites and removes members as well.</summary>
    public const string Administrator = "administrator";

    public static IReadOnlyList<string> All { get; } = [Viewer, Buyer, Administrator];

    /// <summary>Whether somebody with a role may do what asks for at least another. A role that is not known may nothing.</summary>
    public static bool Suffices(string? has, string needs) => Rank(has) is var rank and >= 0 && Rank(needs) is var least and >= 0 && rank >= least;

    private static int Rank(string? role) => role switch
    {
        Viewer => 0,
        Buyer => 1,
        Administrator => 2,
        _ => -1,
    };
}
