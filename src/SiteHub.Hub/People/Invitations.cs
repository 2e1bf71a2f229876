using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Storage;
using SiteHub.Operations.Values;

namespace SiteHub.Hub.People;

/// <summary>
/// Makes an account for somebody, and sends them the link by which it becomes theirs. Inviting again whoever has not come yet sends a new
/// link, so nothing is lost if the process dies between the two.
/// </summary>
internal sealed class Invitations(UserManager<Person> people, RoleManager<IdentityRole> roles, HubDbContext context, Database database, PersonCodes codes, PersonMail mail, AuditTrail audit, TimeProvider time)
{
    /// <returns>the person's id and the link; null: somebody of this address has an account that is in use</returns>
    public async Task<Invited?> Invite(GivenPerson given, Actor by, CancellationToken cancellationToken)
    {
        var person = await people.FindByEmailAsync(given.Email.Text);
        if (person is null)
        {
            person = new Person { UserName = given.Email.Text, Email = given.Email.Text, Name = given.Name?.Text, Language = given.Language, State = PersonState.Invited, CreatedAt = time.GetUtcNow().UtcDateTime };
            Check(await people.CreateAsync(person));
        }
        else if (person.State != PersonState.Invited)
        {
            return null;
        }

        if (!given.KeepRoles)
        {
            await SetRoles(person, given.HubRoles, given.SiteRoles, cancellationToken);
        }

        var link = await database.Writer.Write(
            db =>
            {
                var code = codes.Issue(db, PersonCodes.Invitation, person.Id);
                Registration.End(db, given.Email);
                mail.Invitation(db, Recipient.Of(person), code);
                audit.Append(db, new AuditEntry(by, "person.invited", person.Id) { Details = new JsonObject { ["roles"] = Described(given.HubRoles, given.SiteRoles) } });
                return mail.InvitationLink(code);
            },
            cancellationToken);
        return new Invited(person.Id, link);
    }

    /// <summary>The person has exactly these roles from now on; tokens that exist keep theirs until they are renewed, minutes later.</summary>
    public async Task<bool> ChangeRoles(string personId, IReadOnlyList<string> hubRoles, IReadOnlyDictionary<string, IReadOnlyList<string>> siteRoles, Actor by, CancellationToken cancellationToken)
    {
        if (await people.FindByIdAsync(personId) is not { } person)
        {
            return false;
        }

        await SetRoles(person, hubRoles, siteRoles, cancellationToken);
        await audit.Record(new AuditEntry(by, "person.roles_changed", personId) { Details = new JsonObject { ["roles"] = Described(hubRoles, siteRoles) } }, cancellationToken);
        return true;
    }

    private async Task SetRoles(Person person, IReadOnlyList<string> hubRoles, IReadOnlyDictionary<string, IReadOnlyList<string>> siteRoles, CancellationToken cancellationToken)
    {
        foreach (var role in hubRoles)
        {
            if (!await roles.RoleExistsAsync(role))
            {
                Check(await roles.CreateAsync(new IdentityRole(role)));
            }
        }

        var now = await people.GetRolesAsync(person);
        Check(await people.RemoveFromRolesAsync(person, now.Except(hubRoles)));
        Check(await people.AddToRolesAsync(person, hubRoles.Except(now)));
        var wanted = siteRoles.SelectMany(static site => site.Value.Select(role => (Site: site.Key, Role: role))).ToHashSet();
        var rows = await context.SiteRoles.Where(role => role.PersonId == person.Id).ToListAsync(cancellationToken);
        context.RemoveRange(rows.Where(row => !wanted.Contains((row.Site, row.Role))));
        context.AddRange(wanted.Where(role => rows.All(row => (row.Site, row.Role) != role)).Select(role => new PersonSiteRole { PersonId = person.Id, Site = role.Site, Role = role.Role }));
        await context.SaveChangesAsync(cancellationToken);
    }

    private static string Described(IReadOnlyList<string> hubRoles, IReadOnlyDictionary<string, IReadOnlyList<string>> siteRoles) =>
        string.Join(", ", hubRoles.Concat(siteRoles.SelectMany(static site => site.Value.Select(role => $"{role} at {site.Key}"))));

    private static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new InvalidOperationException(string.Join(' ', result.Errors.Select(static e => e.Description)));
        }
    }
}

/// <param name="SiteRoles">roles by site</param>
internal sealed record GivenPerson(EmailAddress Email, PersonName? Name, string? Language, IReadOnlyList<string> HubRoles, IReadOnlyDictionary<string, IReadOnlyList<string>> SiteRoles)
{
    /// <summary>Whoever was invited before keeps what they were given then.</summary>
    public bool KeepRoles { get; init; }
}

internal sealed record Invited(string Id, string Link);
