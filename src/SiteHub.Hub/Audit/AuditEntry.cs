using System.Text.Json.Nodes;

namespace SiteHub.Hub.Audit;

/// <summary>What is to be remembered of something that somebody did, or tried.</summary>
/// <param name="By">who did it, and from where</param>
/// <param name="What">the deed, such as <c>client.disabled</c></param>
/// <param name="About">whom or what it was done to; null where it is the doer</param>
internal sealed record AuditEntry(Actor By, string What, string? About)
{
    public const string Done = "done";
    public const string Refused = "refused";

    public string Outcome { get; init; } = Done;

    /// <summary>What else there is to know; never a secret.</summary>
    public JsonObject? Details { get; init; }
}
