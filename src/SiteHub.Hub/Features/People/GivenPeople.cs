using System.Net.Mail;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.People;
using SiteHub.Operations.Problems;

namespace SiteHub.Hub.Features.People;

/// <summary>Looks over what an operator gives of a person, and tells all faults at once.</summary>
internal sealed class GivenPeople(Database database)
{
    /// <param name="at">where it stands, such as <c>line 3: </c>; empty: nowhere in particular</param>
    public (GivenPerson? Person, IReadOnlyList<Fault> Faults) Check(PersonRequest request, string at = "")
    {
        var faults = new List<Fault>();
        var email = request.Email?.Trim();
        if (email is not { Length: > 0 and <= 254 } || !MailAddress.TryCreate(email, out var address) || address.Address != email)
        {
            faults.Add(new Fault(at + "email", request.Email, "an e-mail address"));
        }

        if (request.Name is { Length: > 100 })
        {
            faults.Add(new Fault(at + "name", $"{request.Name.Length} characters", "at most 100"));
        }

        if (request.Language is not (null or "en" or "de"))
        {
            faults.Add(new Fault(at + "language", request.Language, "en or de"));
        }

        faults.AddRange(Roles(request.HubRoles, request.SiteRoles, at));
        return faults.Count > 0
            ? (null, faults)
            : (new GivenPerson(email!, string.IsNullOrWhiteSpace(request.Name) ? null : request.Name.Trim(), request.Language, request.HubRoles ?? [], request.SiteRoles ?? new Dictionary<string, IReadOnlyList<string>>()), []);
    }

    public IEnumerable<Fault> Roles(IReadOnlyList<string>? hubRoles, IReadOnlyDictionary<string, IReadOnlyList<string>>? siteRoles, string at = "")
    {
        foreach (var role in (hubRoles ?? []).Except(HubRoles.All))
        {
            yield return new Fault(at + "hubRoles", role, string.Join(", ", HubRoles.All));
        }

        var sites = database.Read(static db => db.Many("SELECT slug FROM site WHERE removed IS NULL ORDER BY slug", static row => row.Text(0)));
        foreach (var site in (siteRoles ?? new Dictionary<string, IReadOnlyList<string>>()).Keys.Except(sites))
        {
            yield return new Fault(at + "siteRoles", site, $"a site: {string.Join(", ", sites)}");
        }
    }
}

/// <param name="SiteRoles">roles by site</param>
internal sealed record PersonRequest(string? Email, string? Name, string? Language, IReadOnlyList<string>? HubRoles, IReadOnlyDictionary<string, IReadOnlyList<string>>? SiteRoles);

internal sealed record RolesRequest(IReadOnlyList<string>? HubRoles, IReadOnlyDictionary<string, IReadOnlyList<string>>? SiteRoles);
