using SiteHub.Delivery.Storage;
using SiteHub.Hub.People;
using SiteHub.Operations;
using SiteHub.Operations.Problems;
using SiteHub.Operations.Values;

namespace SiteHub.Hub.Features.People;

/// <summary>Looks over what an operator gives of a person, and tells all faults at once.</summary>
internal sealed class GivenPeople(Database database)
{
    /// <param name="at">where it stands, such as <c>line 3: </c>; empty: nowhere in particular</param>
    public (GivenPerson? Person, IReadOnlyList<Fault> Faults) Check(PersonRequest request, string at = "")
    {
        var faults = new List<Fault>();
        var email = EmailAddress.Parse(request.Email);
        if (email is null)
        {
            faults.Add(new Fault(at + "email", request.Email, EmailAddress.Expected));
        }

        if (!PersonName.TryParse(request.Name, out var name))
        {
            faults.Add(new Fault(at + "name", request.Name, PersonName.Expected));
        }

        if (request.Language is not (null or "en" or "de"))
        {
            faults.Add(new Fault(at + "language", request.Language, "en or de"));
        }

        faults.AddRange(Roles(request.HubRoles, request.SiteRoles, request.Sites, at));
        return faults.Count > 0
            ? (null, faults)
            : (new GivenPerson(email!, name, request.Language, request.HubRoles ?? [], request.SiteRoles ?? new Dictionary<string, IReadOnlyList<string>>()) { Sites = request.Sites }, []);
    }

    /// <param name="person">whose roles they are; null: nobody's yet. A bound and roles that they have may stay, though the site is gone</param>
    public IEnumerable<Fault> Roles(IReadOnlyList<string>? hubRoles, IReadOnlyDictionary<string, IReadOnlyList<string>>? siteRoles, IReadOnlyList<string>? bounds, string at = "", string? person = null)
    {
        foreach (var role in (hubRoles ?? []).Except(HubRoles.All))
        {
            yield return new Fault(at + "hubRoles", role, string.Join(", ", HubRoles.All));
        }

        var sites = database.Read(static db => db.Many("SELECT slug FROM site WHERE removed IS NULL ORDER BY slug", static row => row.Text(0)));
        var roled = database.Read(db => db.Many("SELECT DISTINCT Site FROM person_site_role WHERE PersonId = $1", static row => row.Text(0), person));
        foreach (var site in (siteRoles ?? new Dictionary<string, IReadOnlyList<string>>()).Keys.Except(sites).Except(roled))
        {
            yield return new Fault(at + "siteRoles", site, SitesSeen.Expected);
        }

        var held = database.Read(db => db.Many("SELECT Site FROM person_bound WHERE PersonId = $1", static row => row.Text(0), person));
        foreach (var site in (bounds ?? []).Except(sites).Except(held))
        {
            yield return new Fault(at + "sites", site, SitesSeen.Expected);
        }

        if (bounds is { Count: > 0 } && (hubRoles ?? []) is var roles && (roles.Contains(HubRoles.Administrator) || !roles.Any()))
        {
            yield return new Fault(at + "sites", string.Join(", ", bounds), $"nothing, unless they are {HubRoles.Operator} or {HubRoles.Auditor}, and not {HubRoles.Administrator}: who administers the hub sees all of it");
        }

        // Kept as they are given: one that would be written otherwise is no role of any site.
        foreach (var role in (siteRoles ?? new Dictionary<string, IReadOnlyList<string>>()).Values.SelectMany(static roles => roles ?? []).Where(static role => RoleName.Parse(role)?.Text != role))
        {
            yield return new Fault(at + "siteRoles", role, RoleName.Expected);
        }
    }
}

/// <param name="SiteRoles">roles by site</param>
internal sealed record PersonRequest(string? Email, string? Name, string? Language, IReadOnlyList<string>? HubRoles, IReadOnlyDictionary<string, IReadOnlyList<string>>? SiteRoles)
{
    /// <summary>That the roles at the hub are bounded to; none: to none; absent: as before.</summary>
    public IReadOnlyList<string>? Sites { get; init; }
}

/// <param name="Sites">that the roles at the hub are bounded to; none: to none; absent: as before</param>
internal sealed record RolesRequest(IReadOnlyList<string>? HubRoles, IReadOnlyDictionary<string, IReadOnlyList<string>>? SiteRoles, IReadOnlyList<string>? Sites = null);
