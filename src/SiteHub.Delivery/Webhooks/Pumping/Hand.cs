namespace SiteHub.Delivery.Webhooks;

/// <summary>What a pump has taken out of the rows: on its way, about to go, or behind another. It can be put back at any time, since the rows still say so.</summary>
internal sealed class Hand
{
    private readonly Dictionary<long, Lane> _lanes = [];
    private readonly Dictionary<long, DueDelivery> _onTheWay = [];
    private readonly Dictionary<long, int> _parking = [];
    private readonly Queue<DueDelivery> _followers = [];
    private readonly Queue<DueDelivery> _due = [];
    private readonly Queue<DueDelivery> _fresh = [];
    private bool _dueTurn;

    /// <summary>From being sent until its outcome is stored.</summary>
    public int OnTheWay => _onTheWay.Count;

    public bool IsEmpty => _followers.Count == 0 && _due.Count == 0 && _fresh.Count == 0;

    public int Count => NotOnTheWay().Count();

    public bool NeedsDue => _due.Count == 0;

    public bool NeedsFresh => _followers.Count == 0 && _fresh.Count == 0;

    /// <summary>Set when one whose time has come was passed over because another of its document is on its way.</summary>
    public bool PassedOverDue { get; set; }

    public bool Holds(DueDelivery delivery) => _onTheWay.ContainsKey(delivery.Event);

    public void AddDue(DueDelivery delivery) => _due.Enqueue(delivery);

    public void AddFresh(DueDelivery delivery) => _fresh.Enqueue(delivery);

    /// <summary>The next one that may go; it is on its way from now on.</summary>
    public DueDelivery? Next()
    {
        if (_followers.TryDequeue(out var follower))
        {
            _onTheWay.Add(follower.Event, follower);
            return follower;
        }

        // By turns: neither may a long replay hold up what is new, nor what is new hold up what failed.
        _dueTurn = !_dueTurn;
        return _dueTurn ? NextDue() ?? NextFresh() : NextFresh() ?? NextDue();
    }

    /// <summary>Those behind one that failed, also those not yet looked at: they leave the hand.</summary>
    public IReadOnlyList<DueDelivery> TakeBehind(DueDelivery failed)
    {
        var lane = _lanes[failed.Subject];
        var behind = lane.Behind.ToList();
        lane.Clear();
        for (var left = _fresh.Count; left > 0; left--)
        {
            var fresh = _fresh.Dequeue();
            if (fresh.Subject == failed.Subject)
            {
                behind.Add(fresh);
            }
            else
            {
                _fresh.Enqueue(fresh);
            }
        }

        return behind;
    }

    /// <summary>
    /// Whether one that was read goes into the rows of what failed. Until an earlier one of its document is written there, the rows do not yet
    /// tell: the one in front of both may be done with meanwhile.
    /// </summary>
    public bool MustPark(DueDelivery fresh) => fresh.HeldBack || _parking.ContainsKey(fresh.Subject);

    public void BeginParking(IReadOnlyList<DueDelivery> parked)
    {
        foreach (var delivery in parked)
        {
            _parking[delivery.Subject] = _parking.GetValueOrDefault(delivery.Subject) + 1;
        }
    }

    public void EndParking(IReadOnlyList<DueDelivery> parked)
    {
        foreach (var delivery in parked)
        {
            if (--_parking[delivery.Subject] == 0)
            {
                _parking.Remove(delivery.Subject);
            }
        }
    }

    /// <summary>Its outcome is stored: the next of its document may go.</summary>
    public void Settle(DueDelivery delivery)
    {
        _onTheWay.Remove(delivery.Event);
        if (_lanes[delivery.Subject].Next() is { } next)
        {
            _followers.Enqueue(next);
        }
        else
        {
            _lanes.Remove(delivery.Subject);
        }
    }

    /// <summary>Puts back everything that is not on its way.</summary>
    /// <returns>the first fresh event that was put back; null if there was none</returns>
    public long? PutBack()
    {
        var first = FirstFresh(NotOnTheWay());
        foreach (var follower in _followers)
        {
            _lanes.Remove(follower.Subject);
        }

        foreach (var lane in _lanes.Values)
        {
            lane.Clear();
        }

        _followers.Clear();
        _due.Clear();
        _fresh.Clear();
        return first;
    }

    /// <summary>The first fresh event that is not done with.</summary>
    public long? FirstFresh() => FirstFresh(NotOnTheWay().Concat(_onTheWay.Values));

    private DueDelivery? NextDue()
    {
        while (_due.TryDequeue(out var due))
        {
            if (!_onTheWay.ContainsKey(due.Event) && _lanes.TryAdd(due.Subject, new Lane()))
            {
                _onTheWay.Add(due.Event, due);
                return due;
            }

            PassedOverDue = true;
        }

        return null;
    }

    private DueDelivery? NextFresh()
    {
        while (_fresh.TryDequeue(out var fresh))
        {
            if (_lanes.TryGetValue(fresh.Subject, out var lane))
            {
                lane.Add(fresh);
                continue;
            }

            _lanes.Add(fresh.Subject, new Lane());
            _onTheWay.Add(fresh.Event, fresh);
            return fresh;
        }

        return null;
    }

    private static long? FirstFresh(IEnumerable<DueDelivery> deliveries) => deliveries.Where(static d => d.Fresh).Select(static d => (long?)d.Event).Min();

    private IEnumerable<DueDelivery> NotOnTheWay() => _followers.Concat(_due).Concat(_fresh).Concat(_lanes.Values.SelectMany(static l => l.Behind));
}
