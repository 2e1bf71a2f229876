using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Localization;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.People;
using SiteHub.Hub.Sessions;
using SiteHub.Operations.Look;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SiteHub.Hub.Features.Account;

/// <summary>Password or second factor once more, before what somebody signs in with is changed.</summary>
[Authorize]
internal sealed class ConfirmModel(
    UserManager<Person> people, Passwords passwords, SecondFactor factor, SignInAttempts attempts, Database database, AuditTrail audit, TimeProvider time, IStringLocalizer<AccountTexts> text) : PageModel
{
    public Person Person { get; private set; } = null!;

    [BindProperty]
    [StringLength(200)]
    public string? Password { get; set; }

    [BindProperty]
    [StringLength(40)]
    public string? Code { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>Sends the browser here, and back to the page that it came from.</summary>
    public static RedirectResult First(HttpContext http) => new(QueryHelpers.AddQueryString("/account/confirm", "returnUrl", http.Request.Path.Value ?? "/account"));

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        Person = (await people.FindByIdAsync(User.FindFirst(Claims.Subject)!.Value))!;
        await next();
    }

    public void OnGet() => ModelState.Clear();

    public async Task<IActionResult> OnPostAsync()
    {
        var account = "proof of " + Person.Id;
        var from = HttpContext.Connection.RemoteIpAddress;
        if (!ModelState.IsValid || !await attempts.Take(account, null, from, HttpContext.RequestAborted) || !await IsRight())
        {
            ModelState.Remove(nameof(Code));
            Code = null;
            ModelState.AddModelError("", text["This is not right, or too many have been tried: wait five minutes."]);
            return Page();
        }

        await attempts.Forgive(account, null, from);
        var (session, by) = (HttpContext.Features.Get<BrowserSession>()!, Actor.Of(HttpContext));
        await database.Writer.Write(db =>
        {
            RecentProof.Note(db, session.Id, time.GetUtcNow());
            audit.Append(db, new AuditEntry(by, "person.proved_again", null));
        });
        return LocalRedirect(LocalUrl.Of(ReturnUrl));
    }

    private async Task<bool> IsRight() =>
        !string.IsNullOrEmpty(Password) ? await passwords.Verify(Person, Password, HttpContext.RequestAborted)
        : Person.TwoFactorEnabled && !string.IsNullOrEmpty(Code) && await factor.Accept(Person, Code);
}
