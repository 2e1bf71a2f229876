namespace SiteHub.Hub.People;

/// <summary>What each try of a password costs whoever tries it.</summary>
/// <param name="KibiBytes">of memory</param>
/// <param name="Passes">over it</param>
internal sealed record PasswordCost(int KibiBytes, int Passes)
{
    /// <summary>As OWASP names it; a running hub has no other.</summary>
    public static PasswordCost Full { get; } = new(19_456, 2);
}
