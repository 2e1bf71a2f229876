using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Identity;
using SiteHub.Hub.Storage;
using SiteHub.Operations.Values;

namespace SiteHub.Hub.People;

/// <summary>
/// Makes an account for somebody, and sends them the link by which it becomes theirs. Inviting again whoever has not come yet sends a new
/// link, so nothing is lost if the process dies between the two.
/// </summary>
internal sealed class Invitations(UserManager<Person> people, RoleManager<IdentityRole> roles, HubDbContext context, Database database, PersonCodes codes, PersonMail mail, Revocation revocation, AuditTrail audit, TimeProvider time)
{
    /// <param name="given">who</param>
    /// <param name="by">who invites</param>
    /// <param name="cancellationToken">of the request</param>
    /// <param name="customer">whose documents they will see, as the mail says</param>
    /// <returns>the person's id and the link; null: somebody of this address has an account that is in use</returns>
    public async Task<Invited?> Invite(GivenPerson given, Actor by, CancellationToken cancellationToken, string? customer = null)
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
            await SetRoles(person, given.HubRoles, given.SiteRoles, given.Sites, cancellationToken);
        }

        var link = await database.Writer.Write(
            db =>
            {
                var code = codes.Issue(db, PersonCodes.Invitation, person.Id);
                Registration.End(db, given.Email);
                mail.Invitation(db, Recipient.Of(person), code, by, customer);
                audit.Append(db, new AuditEntry(by, "person.invited", person.Id) { Details = new JsonObject { ["roles"] = Described(given.HubRoles, given.SiteRoles, given.Sites) } });
                return mail.InvitationLink(code);
            },
            cancellationToken);
        return new Invited(person.Id, link);
    }

    /// <summary>The person has exactly these roles from now on; tokens that exist keep theirs until they are renewed, minutes later.</summary>
    /// <param name="sites">that the roles at the hub are bounded to; none: to none; null: as before</param>
    public async Task<bool> ChangeRoles(string personId, IReadOnlyList<string> hubRoles, IReadOnlyDictionary<string, IReadOnlyList<string>> siteRoles, IReadOnlyList<string>? sites, Actor by, CancellationToken cancellationToken)
    {
        if (await people.FindByIdAsync(personId) is not { } person)
        {
            return false;
        }

        await SetRoles(person, hubRoles, siteRoles, sites, cancellationToken);
        revocation.PagesOf(personId);
        await audit.Record(new AuditEntry(by, "person.roles_changed", personId) { Details = new JsonObject { ["roles"] = Described(hubRoles, siteRoles, sites) } }, cancellationToken);
        return true;
    }

    private async Task SetRoles(Person person, IReadOnlyList<string> hubRoles, IReadOnlyDictionary<string, IReadOnlyList<string>> siteRoles, IReadOnlyList<string>? sites, CancellationToken cancellationToken)
    {
        // All of it or nothing: bounds that went before the roles would leave an operator without any.
        using var pass = await database.Gate.EnterAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        foreach (var role in hubRoles)
        {
            if (!await roles.RoleExistsAsync(role))
            {
                Check(await roles.CreateAsync(new IdentityRole(role)));
            }
        }

        if (sites is not null)
        {
            var bounds = await context.Bounds.Where(bound => bound.PersonId == person.Id).ToListAsync(cancellationToken);
            context.AddRange(sites.Distinct().Except(bounds.Select(static bound => bound.Site)).Select(site => new PersonBound { PersonId = person.Id, Site = site }));
            context.RemoveRange(bounds.Where(bound => !sites.Contains(bound.Site)));
            await context.SaveChangesAsync(cancellationToken);
        }

        var now = await people.GetRolesAsync(person);
        Check(await people.RemoveFromRolesAsync(person, now.Except(hubRoles)));
        Check(await people.AddToRolesAsync(person, hubRoles.Except(now)));
        var wanted = siteRoles.SelectMany(static site => site.Value.Select(role => (Site: site.Key, Role: role))).ToHashSet();
        var rows = await context.SiteRoles.Where(role => role.PersonId == person.Id).ToListAsync(cancellationToken);
        context.RemoveRange(rows.Where(row => !wanted.Contains((row.Site, row.Role))));
        context.AddRange(wanted.Where(role => rows.All(row => (row.Site, row.Role) != role)).Select(role => new PersonSiteRole { PersonId = person.Id, Site = role.Site, Role = role.Role }));
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static string Described(IReadOnlyList<string> hubRoles, IReadOnlyDictionary<string, IReadOnlyList<string>> siteRoles, IReadOnlyList<string>? sites) =>
        string.Join(", ", hubRoles.Concat(siteRoles.SelectMany(static site => site.Value.Select(role => $"{role} at {site.Key}"))).Concat(sites is null ? [] : [sites.Count == 0 ? "bounded to no site" : $"bounded to {string.Join(", ", sites)}"]));

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
    /// <summary>That the roles at the hub are bounded to; none: to none; null: as before.</summary>
    public IReadOnlyList<string>? Sites { get; init; }

    /// <summary>Whoever was invited before keeps what they were given then.</summary>
    public bool KeepRoles { get; init; }
}

internal sealed record Invited(string Id, string Link);
