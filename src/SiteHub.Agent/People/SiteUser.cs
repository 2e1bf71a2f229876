using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.People;

/// <summary>Somebody known to this site.</summary>
public sealed class SiteUser
{
    public required string Email { get; init; }

    public required UserKind Kind { get; set; }

    public required List<string> Roles { get; set; }

    public required Origin Origin { get; set; }

    /// <summary>They own documents, so their row stays; but they may do nothing.</summary>
    public bool Disabled { get; set; }
}

/// <summary>Where a row comes from: the configuration rules what it declares, and leaves alone what was made elsewhere.</summary>
public enum Origin
{
    Declared,
    Local,
}
