namespace SiteHub.Operations.Look;

/// <summary>How a role's pages present themselves.</summary>
/// <param name="Name">what stands at the top of each page</param>
/// <param name="Key">tells this role's cookies from those of others on the same host, whose ports do not</param>
public sealed record Brand(string Name, string Key)
{
    /// <summary>An image at an address of its own; null: the name alone.</summary>
    public Uri? Logo { get; init; }

    /// <summary>Of buttons and links, as <c>#rrggbb</c>; null: Tabler's blue.</summary>
    public string? Colour { get; init; }

    public Uri? Imprint { get; init; }

    public Uri? Privacy { get; init; }

    /// <summary>Whom a form may lead to after it was sent: browsers hold the whole chain of redirects against the policy of the page.</summary>
    public Func<IEnumerable<string>> FormTargets { get; init; } = static () => [];

    public string Cookie(string use) => $"sitehub.{Key}.{use}";
}
