using Microsoft.AspNetCore.Http;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.People;
using SiteHub.Operations.Problems;

namespace SiteHub.Hub.Features.People;

internal static class PersonApproval
{
    public static async Task<IResult> Handle(string id, HttpContext http, Database database, PersonMail mail, AuditTrail audit, CancellationToken cancellationToken)
    {
        var by = Actor.Of(http);
        var state = await database.Writer.Write(
            db =>
            {
                var found = db.One("SELECT State, Email, Name, Language, EmailConfirmed FROM person WHERE Id = $1", static row => new Found(row.Text(0), row.Text(1), row.TextOrNull(2), row.TextOrNull(3), row.Bool(4)), id);
                if (found is { State: nameof(PersonState.AwaitsApproval), Confirmed: true })
                {
                    db.Execute("UPDATE person SET State = 'Active' WHERE Id = $1", id);
                    mail.Approved(db, new Recipient(found.Email, found.Name, found.Language));
                    audit.Append(db, new AuditEntry(by, "person.approved", id));
                }

                return found;
            },
            cancellationToken);
        return state switch
        {
            null => PeopleEndpoints.Unknown(id),
            { State: nameof(PersonState.AwaitsApproval), Confirmed: false } => new Problem(StatusCodes.Status409Conflict, "unconfirmed", "The person has not confirmed their e-mail address yet."),
            { State: nameof(PersonState.AwaitsApproval) or nameof(PersonState.Active) } => TypedResults.NoContent(),
            _ => new Problem(StatusCodes.Status409Conflict, "not-awaiting", $"The account does not await approval: it is {state.State}."),
        };
    }

    private sealed record Found(string State, string Email, string? Name, string? Language, bool Confirmed);
}
