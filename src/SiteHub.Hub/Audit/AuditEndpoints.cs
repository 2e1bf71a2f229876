using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Storage;
using SiteHub.Operations;
using SiteHub.Operations.Problems;

namespace SiteHub.Hub.Audit;

internal static class AuditEndpoints
{
    public static IServiceCollection AddAudit(this IServiceCollection services) =>
        services.AddSingleton<AuditTrail>().AddSingleton<AuditCheck>().AddHostedService<AuditEnds>();

    public static IEndpointRouteBuilder MapAudit(this IEndpointRouteBuilder app)
    {
        // It holds people's addresses: more than one who may look at links and deliveries needs to see.
        var audit = app.MapGroup("/api/v1/audit").RequireAuthorization(OperationsAccess.Mend).WithTags("Audit");
        audit.MapGet("", List).WithSummary("Who did what, newest first: sign-ins, changes of rights, secrets, clients and enrolments");
        audit.MapGet("/check", Check).WithSummary("Whether any of it was changed or taken out; seq and hash from the log show whether the end was cut off");
        return app;
    }

    /// <summary>The parameters stand here for the API's description; they are read, and their faults told, together.</summary>
    private static IResult List(HttpContext http, Database database, string? who, string? what, string? since, string? until, string? text, string? before, string? limit)
    {
        var (query, faults) = AuditQuery.Read(http.Request.Query);
        if (query is null)
        {
            return Problem.Invalid(faults);
        }

        var (page, names) = database.Read(session =>
        {
            var rows = (query with { Limit = query.Limit + 1 }).Page(session);
            return (rows, AuditNames.Of(session, rows));
        });
        return TypedResults.Ok(new AuditPage([.. page.Take(query.Limit).Select(row => AuditItem.Of(row, names))], page.Count > query.Limit ? page[query.Limit - 1].Seq : null));
    }

    private static Results<Ok<AuditAnswer>, Problem> Check(AuditCheck check, long? seq = null, string? hash = null)
    {
        if (seq is null != hash is null || seq < 1)
        {
            return Problem.Invalid([new Fault(hash is null ? "hash" : "seq", seq is null ? hash : $"{seq}", "both, as a line of the log gives them, or neither")]);
        }

        var verdict = check.Verify(seq is { } number ? new AuditHead(number, hash!) : null);
        return TypedResults.Ok(new AuditAnswer(verdict.Broken is null, verdict.Head.Seq, verdict.Head.Hash, verdict.Broken?.Seq, verdict.Broken?.Reason));
    }

    internal sealed record AuditPage(IReadOnlyList<AuditItem> Entries, long? Next);

    /// <param name="Who">the number of a person, or what a program is called</param>
    /// <param name="WhoName">what the person is called; null: no person, or their name was erased</param>
    internal sealed record AuditItem(
        long Seq, DateTimeOffset At, string Who, string? WhoName, string? AboutName, string? Address, string? Agent, string What, string? About, string Outcome, JsonElement? Details, string Hash)
    {
        public static AuditItem Of(AuditRow row, Dictionary<string, string> names) =>
            new(row.Seq, row.At, row.Who, names.GetValueOrDefault(row.Who), row.About is null ? null : names.GetValueOrDefault(row.About), row.Address, row.Agent, row.What, row.About, row.Outcome, row.Details is null ? null : JsonElement.Parse(row.Details), row.Hash);
    }

    /// <param name="Sound">every row is as it was written, and none is missing</param>
    /// <param name="Seq">the last row that fits; with its hash, what a later check can be given</param>
    /// <param name="Hash">its hash</param>
    /// <param name="Broken">the first row that does not fit</param>
    /// <param name="Reason">in which way</param>
    internal sealed record AuditAnswer(bool Sound, long Seq, string Hash, long? Broken, string? Reason);
}
