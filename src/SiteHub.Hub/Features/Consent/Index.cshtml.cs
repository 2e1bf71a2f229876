using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using SiteHub.Hub.Identity;
using SiteHub.Hub.Sessions;
using SiteHub.Operations.Look;

namespace SiteHub.Hub.Features.Consent;

/// <summary>Asks whether a program that is not the group's own may have what it asks for.</summary>
[Authorize]
internal sealed class IndexModel(ConsentTicket ticket) : PageModel
{
    private static readonly Dictionary<string, string> Words = new()
    {
        ["profile"] = "know your name",
        ["email"] = "know your e-mail address",
        ["offline_access"] = "do so while you are away",
        [HubScopes.MemberRead] = "read what you have with the companies",
        [HubScopes.MemberAct] = "act for you",
    };

    [BindProperty(SupportsGet = true)]
    public string? Question { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public string? Client { get; private set; }

    public IEnumerable<string> Wishes { get; private set; } = [];

    public void OnGet()
    {
        if (ticket.Open(Question, HttpContext.Features.Get<BrowserSession>()) is { } question)
        {
            Client = question.Name;
            Wishes = question.Scopes.Select(static scope => Words.GetValueOrDefault(scope)).OfType<string>();
        }
    }

    public IActionResult OnPost(bool agreed)
    {
        if (ticket.Open(Question, HttpContext.Features.Get<BrowserSession>()) is not { } question)
        {
            return Page();
        }

        return LocalRedirect(QueryHelpers.AddQueryString(LocalUrl.Of(ReturnUrl), ConsentTicket.Parameter, ticket.Answer(question, agreed)));
    }
}
