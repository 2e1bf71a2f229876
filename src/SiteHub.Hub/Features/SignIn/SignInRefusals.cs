using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SiteHub.Hub.Audit;

namespace SiteHub.Hub.Features.SignIn;

/// <summary>Keeps a record of who was not let in. What was typed is not kept where there is no such account: it may be a password.</summary>
internal sealed class SignInRefusals(AuditTrail audit)
{
    public Task Record(HttpContext http, string? personId, string why) =>
        audit.Record(
            new AuditEntry(Actor.Of(http) with { Who = "anonymous" }, "person.sign_in_refused", personId) { Outcome = AuditEntry.Refused, Details = new JsonObject { ["why"] = why } },
            http.RequestAborted);
}
