using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http;
using SiteHub.Delivery.Storage;
using SiteHub.Operations;

namespace SiteHub.Hub.Features.People;

/// <summary>The people who have an account, by address.</summary>
internal static class PeopleList
{
    private const int PageSize = 100;

    public static Ok<Answer> Handle(Database database, SitesSeen seen, string? text = null, string? state = null, string? after = null)
    {
        var people = database.Read(db => db.Many(
            $"""
            SELECT p.Id, p.Email, p.Name, p.State, p.EmailConfirmed, p.TwoFactorEnabled,
                (SELECT group_concat(r.Name) FROM person_role pr JOIN role r ON r.Id = pr.RoleId WHERE pr.UserId = p.Id),
                (SELECT group_concat(s.Site || ': ' || s.Role, ', ') FROM person_site_role s WHERE s.PersonId = p.Id AND ($1 IS NULL OR s.Site IN (SELECT value FROM json_each($1)))),
                (SELECT max(last_seen) FROM browser_session b WHERE b.person_id = p.Id),
                (SELECT json_group_array(b.Site) FROM person_bound b WHERE b.PersonId = p.Id AND ($1 IS NULL OR b.Site IN (SELECT value FROM json_each($1))))
            FROM person p
            WHERE {PeopleSeen.Condition} AND p.Email > $2 AND ($3 IS NULL OR instr(p.Email, $3) > 0 OR instr(fold(p.Name), $3) > 0) AND ($4 IS NULL OR p.State = $4)
            ORDER BY p.Email LIMIT $5
            """,
            static row => new Item(row.Text(0), row.Text(1), row.TextOrNull(2), row.Text(3), row.Bool(4), row.Bool(5), row.TextOrNull(6)?.Split(',') ?? [], row.TextOrNull(7), row.TimeOrNull(8)) { Sites = JsonSerializer.Deserialize<string[]>(row.Text(9)) ?? [] },
            seen.Json,
            after ?? "",
            text is null ? null : Folding.Of(text),
            state,
            PageSize + 1));
        return TypedResults.Ok(new Answer([.. people.Take(PageSize)], people.Count > PageSize ? people[PageSize - 1].Email : null));
    }

    internal sealed record Answer(IReadOnlyList<Item> People, string? Next);

    /// <param name="State">Active, Invited, AwaitsApproval or Disabled</param>
    /// <param name="SecondFactor">whether a code is asked for beside the password</param>
    /// <param name="LastSeen">in any browser; sessions that ended long ago are forgotten</param>
    internal sealed record Item(string Id, string Email, string? Name, string State, bool EmailConfirmed, bool SecondFactor, IReadOnlyList<string> HubRoles, string? SiteRoles, DateTimeOffset? LastSeen)
    {
        /// <summary>That the roles at the hub are bounded to; none: to none.</summary>
        public IReadOnlyList<string> Sites { get; init; } = [];
    }
}
