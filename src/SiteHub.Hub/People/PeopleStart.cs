using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Customers;
using SiteHub.Operations.Values;

namespace SiteHub.Hub.People;

/// <summary>Makes the seeded people once. EF Core is not woken at every start for it: it takes a second.</summary>
internal sealed class PeopleStart(IServiceScopeFactory scopes, Database database, CustomerRows customers, HubOptions options)
{
    private const string Applied = "people.seeded";

    public async Task Apply()
    {
        if (options.People.Count == 0 || database.Read(static session => RoleSettings.Get(session, Applied)) is not null)
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<SeedPeople>().Ensure(options.People);
        await database.Writer.Write(session =>
        {
            foreach (var customer in options.Customers)
            {
                Make(session, customer);
            }

            RoleSettings.Put(session, Applied, "1");
        });
    }

    private void Make(Session session, SeedCustomer seed)
    {
        if (customers.Create(session, seed.Name, Actor.Hub) is not { } id)
        {
            return;
        }

        foreach (var (site, account) in seed.Accounts)
        {
            customers.Link(session, id, site, account, null, Actor.Hub);
        }

        foreach (var (email, role) in seed.Members)
        {
            if (EmailAddress.Parse(email) is { } address && PersonRows.Find(session, address) is { } person)
            {
                customers.Join(session, id, person.Id, role, Actor.Hub);
            }
        }
    }
}
