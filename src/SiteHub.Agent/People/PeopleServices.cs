using Microsoft.Extensions.DependencyInjection;

namespace SiteHub.Agent.People;

internal static class PeopleServices
{
    public static IServiceCollection AddPeople(this IServiceCollection services) => 
        ApiKeyAuthentication.Add(services).AddSingleton<DeclaredUsers>().AddSingleton<KnownKeys>();
}
