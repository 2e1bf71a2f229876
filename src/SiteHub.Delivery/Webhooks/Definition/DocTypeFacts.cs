namespace SiteHub.Delivery.Webhooks;

/// <summary>What a role knows of a DocType.</summary>
/// <param name="Submittable">whether its documents can be submitted</param>
public sealed record DocTypeFacts(bool Submittable);
