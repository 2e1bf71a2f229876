namespace SiteHub.Agent.Sources.Frappe.Calls;

/// <summary>What an answer that is no success means for whoever asked.</summary>
internal enum Verdict
{
    /// <summary>It was certainly not done, and asking again changes nothing: the reason is a person's to read.</summary>
    Refused,

    /// <summary>It was certainly not done, and may be later.</summary>
    Retry,

    /// <summary>The site does not know us any more.</summary>
    NeedsAuthorization,

    /// <summary>It may have been done: look before it is asked again.</summary>
    Unknown,

    /// <summary>We asked for something that there is not.</summary>
    Bug,
}
