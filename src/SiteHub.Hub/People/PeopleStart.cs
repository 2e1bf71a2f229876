using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.People;

/// <summary>Makes the seeded people once. EF Core is not woken at every start for it: it takes a second.</summary>
internal sealed class PeopleStart(IServiceScopeFactory scopes, Database database, HubOptions options)
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
        await database.Writer.Write(static session => RoleSettings.Put(session, Applied, "1"));
    }
}
