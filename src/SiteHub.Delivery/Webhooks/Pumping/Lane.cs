namespace SiteHub.Delivery.Webhooks;

/// <summary>The deliveries of one document that the pump has in hand: one on its way, the others behind it.</summary>
internal sealed class Lane
{
    private Queue<DueDelivery>? _behind;

    public IReadOnlyCollection<DueDelivery> Behind => _behind is null ? [] : _behind;

    public void Add(DueDelivery delivery) => (_behind ??= []).Enqueue(delivery);

    public DueDelivery? Next() => _behind?.TryDequeue(out var next) is true ? next : null;

    public void Clear() => _behind = null;
}
