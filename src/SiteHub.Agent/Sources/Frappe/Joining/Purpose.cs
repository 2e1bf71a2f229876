namespace SiteHub.Agent.Sources.Frappe.Joining;

/// <summary>What is done about what is not as it should be at the Frappe site.</summary>
internal enum Purpose
{
    /// <summary>It is told.</summary>
    Look,

    /// <summary>It is told what would be done.</summary>
    Plan,

    /// <summary>It is made so.</summary>
    Make,
}
