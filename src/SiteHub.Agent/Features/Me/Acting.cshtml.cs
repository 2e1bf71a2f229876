using Microsoft.AspNetCore.Mvc;

namespace SiteHub.Agent.Features.Me;

/// <summary>Whether what somebody asks for is done as their own user at the company's Frappe, and how that begins and ends.</summary>
internal sealed class ActingModel : OwnUserPage
{
    public void OnGet() => Look();

    public async Task<IActionResult> OnPostConnectAsync() =>
        IsOffered && Person is { } person ? Redirect((await Connection.Begin(person.Subject, person.Session, HttpContext.RequestAborted)).AbsoluteUri) : NotFound();

    public async Task<IActionResult> OnPostEndAsync()
    {
        if (!IsOffered || Person is not { } person)
        {
            return NotFound();
        }

        await Connection.Disconnect(person.Subject, HttpContext.RequestAborted);
        return Redirect("/me/acting");
    }
}
