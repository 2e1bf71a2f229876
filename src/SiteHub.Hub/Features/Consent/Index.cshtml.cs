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

    private static readonly Dictionary<string, string> Further = new()
    {
        [HubScopes.MemberRead] = "read what you have with the other companies as well",
        [HubScopes.MemberAct] = "act for you with the other companies as well",
    };

    [BindProperty(SupportsGet = true)]
    public string? Question { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public string? Client { get; private set; }

    public IEnumerable<string> Wishes { get; private set; } = [];

    /// <summary>It signs in whatever the answer is: the question is whether it may look further than at itself.</summary>
    public bool IsAboutOthers { get; private set; }

    public void OnGet()
    {
        if (ticket.Open(Question, HttpContext.Features.Get<BrowserSession>()) is { } question)
        {
            Client = question.Name;
            IsAboutOthers = question.Site is not null;
            Wishes = question.Scopes.Where(scope => !IsAboutOthers || scope is HubScopes.MemberRead or HubScopes.MemberAct).Select(scope => (IsAboutOthers ? Further : Words).GetValueOrDefault(scope)).OfType<string>();
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
