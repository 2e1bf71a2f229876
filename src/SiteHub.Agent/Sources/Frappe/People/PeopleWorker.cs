using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Delivery.Workers;

namespace SiteHub.Agent.Sources.Frappe.People;

/// <summary>Does what the hub said of people, one after the other: few, and each a request or two.</summary>
internal sealed class PeopleWorker(FrappePeople people, PersonSync sync, FrappeClient client, SourceStanding standing, WorkerSet workers) : TimedWorker(workers)
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    public override string Name => "frappe people";

    protected override TimeSpan Every => TimeSpan.FromSeconds(1);

    protected override bool BeginsAtOnce => true;

    protected override Task TurnAsync(CancellationToken stopping) => Round(stopping);

    /// <summary>All that is due.</summary>
    public async Task Round(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            foreach (var subject in people.Due())
            {
                if (client.Budget.Pause > TimeSpan.Zero || !standing.MayAsk || people.Find(subject) is not { } person || !await standing.Try(() => sync.Run(person, cancellationToken)))
                {
                    return;
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }
}
