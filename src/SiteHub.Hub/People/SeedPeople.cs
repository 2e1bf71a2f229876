using Microsoft.AspNetCore.Identity;
using SiteHub.Hub.Storage;
using SiteHub.Operations.Values;

namespace SiteHub.Hub.People;

/// <summary>Somebody whom `up` makes on a machine of its own, so that there is someone to sign in as.</summary>
/// <param name="SiteRoles">roles by site</param>
public sealed record SeedPerson(string Email, string Name, string Password, IReadOnlyList<string> HubRoles, IReadOnlyDictionary<string, IReadOnlyList<string>> SiteRoles);

internal sealed class SeedPeople(UserManager<Person> people, Passwords passwords, RoleManager<IdentityRole> roles, HubDbContext context, TimeProvider time)
{
    /// <summary>Makes those who are missing; whoever is there stays as they are.</summary>
    public async Task Ensure(IReadOnlyList<SeedPerson> wanted)
    {
        foreach (var role in HubRoles.All)
        {
            if (!await roles.RoleExistsAsync(role))
            {
                Check(await roles.CreateAsync(new IdentityRole(role)));
            }
        }

        foreach (var seed in wanted)
        {
            var email = EmailAddress.Parse(seed.Email)?.Text ?? throw new InvalidOperationException($"'{seed.Email}' is not {EmailAddress.Expected}.");
            if (await people.FindByEmailAsync(email) is not null)
            {
                continue;
            }

            var person = new Person { UserName = email, Email = email, EmailConfirmed = true, Name = seed.Name, CreatedAt = time.GetUtcNow().UtcDateTime };
            person.PasswordHash = await passwords.Hash(seed.Password, CancellationToken.None);
            Check(await people.CreateAsync(person));
            Check(await people.AddToRolesAsync(person, seed.HubRoles));
            context.AddRange(seed.SiteRoles.SelectMany(site => site.Value.Select(role => new PersonSiteRole { PersonId = person.Id, Site = site.Key, Role = role })));
            await context.SaveChangesAsync();
        }
    }

    private static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new InvalidOperationException(string.Join(' ', result.Errors.Select(static e => e.Description)));
        }
    }
}
