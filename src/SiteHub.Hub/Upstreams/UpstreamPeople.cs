using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using SiteHub.Hub.Audit;
using SiteHub.Hub.People;
using SiteHub.Hub.Sessions;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Values;

namespace SiteHub.Hub.Upstreams;

/// <summary>Whose account somebody has who comes from an upstream. Known by its issuer and their subject there; an address alone opens nobody's account.</summary>
internal sealed class UpstreamPeople(UserManager<Person> people, UpstreamRoles roles, UpstreamDiscoveries discoveries, AuditTrail audit, TimeProvider time, ILogger<UpstreamPeople> log)
{
    /// <summary>So long ago at most somebody has proven that the account is theirs, for the two to be linked.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    /// <param name="session">of whoever is signed in in this browser; null: nobody</param>
    public async Task<Arrival> Of(UpstreamEntry upstream, ClaimsPrincipal external, BrowserSession? session, Actor by)
    {
        var subject = external.FindFirstValue("sub");
        if (string.IsNullOrEmpty(subject))
        {
            return new Arrival.Refused("It did not say who you are.");
        }

        var login = new UserLoginInfo($"{upstream.Id} {upstream.Issuer.AbsoluteUri}", subject, upstream.Name);
        var person = await people.FindByLoginAsync(login.LoginProvider, subject);
        if (person is null)
        {
            if (EmailAddress.Parse(external.FindFirstValue("email")) is not { } email || !IsVerified(upstream, external, email))
            {
                return new Arrival.Refused("It did not confirm an e-mail address of yours that this hub believes.");
            }

            person = await people.FindByEmailAsync(email.Text);
            if (person is null)
            {
                if (!upstream.CreatePeople)
                {
                    return new Arrival.Refused("There is no account for you here yet. Ask for an invitation.");
                }

                var name = PersonName.Parse(external.FindFirstValue("name"))?.Text;
                var family = PersonName.Parse(external.FindFirstValue("family_name"))?.Text;
                person = new Person { UserName = email.Text, Email = email.Text, EmailConfirmed = true, Name = name, FamilyName = name is not null && family is not null && NameParts.With(name, family) is not null ? family : null, State = PersonState.Active, CreatedAt = time.GetUtcNow().UtcDateTime };
                if (!(await people.CreateAsync(person)).Succeeded)
                {
                    return new Arrival.Refused("The account could not be made. Try again.");
                }
            }
            else if (session?.PersonId != person.Id || session.Authenticated is not { } proven || proven < time.GetUtcNow() - Fresh)
            {
                return new Arrival.MustProve(email.Text);
            }

            await people.AddLoginAsync(person, login);
            await audit.Record(new AuditEntry(by with { Who = person.Id }, "person.upstream_linked", null) { Details = new JsonObject { ["upstream"] = upstream.Id } }, CancellationToken.None);
        }

        if (person is not { State: PersonState.Active, EmailConfirmed: true })
        {
            return new Arrival.Refused("This account may not sign in. Ask an operator.");
        }

        var values = ClaimPath.Find(external, upstream.RolesClaim);
        if (values is null && upstream.Roles.Count > 0 && discoveries.IsNews(upstream))
        {
            Log.NoRoles(log, upstream.Id, upstream.RolesClaim, string.Join(", ", external.Claims.Select(static claim => claim.Type).Distinct()));
        }

        await roles.Apply(person, upstream, values ?? [], by);
        return new Arrival.Welcome(person);
    }

    private static bool IsVerified(UpstreamEntry upstream, ClaimsPrincipal external, EmailAddress email)
    {
        var ours = upstream.EmailDomains.Contains(email.Host);
        if (upstream.Kind == UpstreamKind.Frappe)
        {
            return ours;
        }

        // Entra says of no address whether it is verified. Where the operator has said that this one is trusted for these domains, silence is no doubt.
        return upstream.TrustEmail && (external.FindFirstValue("email_verified") is { } said
            ? said.Equals("true", StringComparison.OrdinalIgnoreCase) && (ours || upstream.EmailDomains.Count == 0)
            : ours);
    }
}

internal abstract record Arrival
{
    private Arrival()
    {
    }

    public sealed record Welcome(Person Person) : Arrival;

    /// <summary>There is an account with this address; whoever has it signs in once, and then the two are linked.</summary>
    public sealed record MustProve(string Email) : Arrival;

    /// <param name="Why">for the person; a text that has a translation</param>
    public sealed record Refused(string Why) : Arrival;
}
