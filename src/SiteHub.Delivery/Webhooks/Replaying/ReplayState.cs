namespace SiteHub.Delivery.Webhooks;

public enum ReplayState
{
    /// <summary>Deliveries are being put in line.</summary>
    Gathering,

    /// <summary>All are in line.</summary>
    Gathered,

    /// <summary>A person stopped it; what was in line by then is sent.</summary>
    Cancelled,
}
