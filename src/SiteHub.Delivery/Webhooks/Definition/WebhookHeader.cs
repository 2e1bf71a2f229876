namespace SiteHub.Delivery.Webhooks;

/// <summary>A header of the user's own. One without a value is ignored.</summary>
/// <param name="Name">a token of RFC 9110, section 5.6.2; not one of <see cref="ReservedHeaders"/></param>
/// <param name="Value">may hold placeholders: <c>{{ doc.company }}</c></param>
public sealed record WebhookHeader(string Name, string Value)
{
    /// <summary>What such headers hold is a secret more often than not: it is never shown.</summary>
    public bool IsSecret =>
        Name.Contains("auth", StringComparison.OrdinalIgnoreCase)
        || Name.Contains("key", StringComparison.OrdinalIgnoreCase)
        || Name.Contains("token", StringComparison.OrdinalIgnoreCase)
        || Name.Contains("secret", StringComparison.OrdinalIgnoreCase)
        || Name.Contains("password", StringComparison.OrdinalIgnoreCase)
        || Name.Contains("signature", StringComparison.OrdinalIgnoreCase)
        || Name.Equals("cookie", StringComparison.OrdinalIgnoreCase);

    public override string ToString() => IsSecret ? $"{Name}: ***" : $"{Name}: {Value}";
}
