using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace SiteHub.Agent.Features.Me;

/// <summary>Where Frappe sends whoever has agreed. It must be the person who began, in the session in which they did, and their own user there.</summary>
internal sealed class ActingCallbackModel : OwnUserPage
{
    public async Task<IActionResult> OnGetAsync(string? state, string? code, string? error)
    {
        if (!IsOffered || Person is not { } person)
        {
            return NotFound();
        }

        if (await Connection.Finish(state, code, error, person.Session, person.Email, HttpContext.RequestAborted) is not { } fault)
        {
            return Redirect("/me/acting");
        }

        (Why, Said) = fault;
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }
}
