using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Identity;
using SiteHub.Hub.People;
using SiteHub.Hub.Storage;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Upstreams;

/// <summary>Gives what the mapping gives for somebody's claims, and takes what it would give for others: roles that it does not name are left alone.</summary>
internal sealed class UpstreamRoles(UserManager<Person> people, RoleManager<IdentityRole> known, HubDbContext context, Revocation revocation, AuditTrail audit)
{
    public async Task Apply(Person person, UpstreamEntry upstream, IReadOnlyCollection<string> values, Actor by)
    {
        if (upstream.Roles.Count == 0)
        {
            return;
        }

        var managed = upstream.Roles.Values.SelectMany(static roles => roles).ToHashSet(StringComparer.Ordinal);
        var wanted = upstream.Roles.Where(role => values.Contains(role.Key)).SelectMany(static role => role.Value).ToHashSet(StringComparer.Ordinal);
        var siteRoles = await context.SiteRoles.Where(role => role.PersonId == person.Id).ToListAsync();
        var has = (await people.GetRolesAsync(person)).Concat(siteRoles.Select(Name)).ToHashSet(StringComparer.Ordinal);
        var given = wanted.Except(has).ToList();
        var taken = managed.Except(wanted).Intersect(has).ToList();
        if (given.Count + taken.Count == 0)
        {
            return;
        }

        foreach (var role in given.Where(static role => !IsOfSite(role)))
        {
            if (!await known.RoleExistsAsync(role))
            {
                await known.CreateAsync(new IdentityRole(role));
            }

            await people.AddToRoleAsync(person, role);
        }

        await people.RemoveFromRolesAsync(person, taken.Where(static role => !IsOfSite(role)));
        context.AddRange(given.Where(IsOfSite).Select(role => role.Split(':', 2, StringSplitOptions.TrimEntries)).Select(role => new PersonSiteRole { PersonId = person.Id, Site = role[0], Role = role[1] }));
        context.RemoveRange(siteRoles.Where(role => taken.Contains(Name(role))));
        await context.SaveChangesAsync();
        revocation.PagesOf(person.Id);
        await audit.Record(
            new AuditEntry(by with { Who = "upstream " + upstream.Id }, "person.roles_changed", person.Id) { Details = new JsonObject { ["given"] = string.Join(", ", given), ["taken"] = string.Join(", ", taken) } },
            CancellationToken.None);
    }

    private static bool IsOfSite(string role) => role.Contains(':', StringComparison.Ordinal);

    private static string Name(PersonSiteRole role) => $"{role.Site}: {role.Role}";
}
