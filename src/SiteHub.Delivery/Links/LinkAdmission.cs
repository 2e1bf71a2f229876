namespace SiteHub.Delivery.Links;

/// <summary>Whether a request's token lets it use the link.</summary>
/// <param name="Status">0 when admitted, else 401 (no valid token), 403 (a valid token for something else) or 503 (it cannot be told at the moment)</param>
/// <param name="Reason">for the problem document; never the token itself</param>
public readonly record struct LinkAdmission(int Status, string? Reason)
{
    public static LinkAdmission Admitted => default;

    public bool IsAdmitted => Status == 0;

    public static LinkAdmission Unauthorized(string reason) => new(401, reason);

    /// <summary>Nothing is wrong with the token, but it could not be looked at: the peer tries again soon, and is not taken for one that needs a person.</summary>
    public static LinkAdmission Unavailable(string reason) => new(503, reason);

    public static LinkAdmission Forbidden(string reason) => new(403, reason);
}
