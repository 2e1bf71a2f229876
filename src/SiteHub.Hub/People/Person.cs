using Microsoft.AspNetCore.Identity;

namespace SiteHub.Hub.People;

/// <summary>Somebody who signs in at the hub. The user name is the e-mail address.</summary>
public sealed class Person : IdentityUser
{
    public string? Name { get; set; }

    /// <summary>The part of the name that is the family's, where it is not its last word; null: as <see cref="NameParts"/> finds it.</summary>
    public string? FamilyName { get; set; }

    /// <summary>Of pages and mails: <c>en</c> or <c>de</c>; null: as the browser asks.</summary>
    public string? Language { get; set; }

    /// <summary>An IANA name, such as <c>Europe/Berlin</c>.</summary>
    public string? TimeZone { get; set; }

    public PersonState State { get; set; }

    /// <summary>What a disabled person was before, and is again when they are enabled: whoever awaited approval still does.</summary>
    public PersonState? StateBefore { get; set; }

    /// <summary>When they were last disabled or enabled, in UTC ticks as in the raw tables; null: never.</summary>
    public long? StateSince { get; set; }

    public DateTime CreatedAt { get; set; }
}

public enum PersonState
{
    Active,

    /// <summary>Registered by themselves; an operator has not yet said yes.</summary>
    AwaitsApproval,

    Disabled,

    /// <summary>Has yet to follow the invitation, and so to prove the address and choose a proof of their own.</summary>
    Invited,
}
