using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using SiteHub.Hub.People;
using SiteHub.Hub.Sessions;
using SiteHub.Hub.Upstreams;
using SiteHub.Operations.Look;
using SiteHub.Operations.Values;

namespace SiteHub.Hub.Features.SignIn;

/// <summary>The first step: who. The answer is the same whether there is such an account or not. A passkey says who and proves it at once.</summary>
internal sealed class IndexModel(HubOptions options, UpstreamChallenge challenge, SignInManager<Person> manager, UserManager<Person> people, PersonSignIn signIn, SignInAttempts attempts, SignInRefusals refusals, IStringLocalizer<SignInTexts> text) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Email { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public void OnGet() => ModelState.Clear();

    public async Task<IActionResult> OnPostAsync()
    {
        if (EmailAddress.Parse(Email) is not { } address)
        {
            ModelState.AddModelError(nameof(Email), text[string.IsNullOrWhiteSpace(Email) ? "Enter your e-mail address." : "This is not an e-mail address."]);
            return Page();
        }

        if (options.Hub.Upstreams.FirstOrDefault(upstream => upstream.EmailDomains.Contains(address.Host)) is { } upstream)
        {
            return await challenge.To(upstream, ReturnUrl, address.Text, HttpContext.RequestAborted);
        }

        TempData[PasswordModel.Identifier] = address.Text;

        // At once: a redirect to it would be one request more for everybody.
        return new PageInPlace("/signin/password", QueryString.Create("returnUrl", LocalUrl.Of(ReturnUrl)));
    }

    /// <summary>For whichever passkey the browser has: naming an account's would say that there is one.</summary>
    public async Task<IActionResult> OnPostPasskeyOptionsAsync() => Content(await manager.MakePasskeyRequestOptionsAsync(null), "application/json");

    public async Task<IActionResult> OnPostPasskeyAsync(string? credential)
    {
        ModelState.Clear();
        var result = credential is { Length: > 0 and < 20_000 } ? await PasskeyAnswers.Assertion(manager, credential) : null;
        if (result is not { Succeeded: true, User: { State: PersonState.Active, EmailConfirmed: true } person })
        {
            if (await attempts.Take("a passkey", null, HttpContext.Connection.RemoteIpAddress, HttpContext.RequestAborted))
            {
                await refusals.Record(HttpContext, result?.User?.Id, "passkey");
            }

            ModelState.AddModelError(nameof(Email), text["The passkey was not accepted. Try again, or use your password."]);
            return Page();
        }

        await people.AddOrUpdatePasskeyAsync(person, result.Passkey);
        await signIn.Begin(HttpContext, person, "hwk");
        return LocalRedirect(LocalUrl.Of(ReturnUrl));
    }
}
