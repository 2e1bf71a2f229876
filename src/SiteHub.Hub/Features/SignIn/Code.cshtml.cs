using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using SiteHub.Hub.People;
using SiteHub.Hub.Sessions;
using SiteHub.Operations.Look;

namespace SiteHub.Hub.Features.SignIn;

/// <summary>The third step, for those who have set it up: a code of their authenticator app, or a recovery code.</summary>
internal sealed class CodeModel(UserManager<Person> people, SecondFactor factor, SignInAttempts attempts, PersonSignIn signIn, SignInRefusals refusals, TimeProvider time, IStringLocalizer<SignInTexts> text) : PageModel
{
    private const string Awaited = "signin.second";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    [BindProperty]
    [Required(ErrorMessage = "Enter the code.")]
    [StringLength(40)]
    public string Code { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>Notes, sealed and in this browser alone, that the password was right. The stamp ends it when the password is changed meanwhile.</summary>
    public static void Await(ITempDataDictionary notes, Person person, HttpContext http)
    {
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        notes[Awaited] = string.Create(CultureInfo.InvariantCulture, $"{now.ToUnixTimeSeconds()} {person.SecurityStamp} {person.Id}");
    }

    public async Task<IActionResult> OnGetAsync()
    {
        ModelState.Clear();
        return await Person() is null ? RedirectToPage("Index", new { ReturnUrl }) : Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await Person() is not { } person)
        {
            return RedirectToPage("Index", new { ReturnUrl });
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        if (!await attempts.Take("code of " + person.Id, null, HttpContext.Connection.RemoteIpAddress, HttpContext.RequestAborted))
        {
            return Refused();
        }

        if (!await factor.Accept(person, Code))
        {
            return await Refused(person, "wrong code");
        }

        TempData.Remove(Awaited);
        await attempts.Forgive("code of " + person.Id, null, HttpContext.Connection.RemoteIpAddress);
        await signIn.Begin(HttpContext, person, "pwd otp mfa");
        return LocalRedirect(LocalUrl.Of(ReturnUrl));
    }

    private async Task<Person?> Person()
    {
        var parts = (TempData.Peek(Awaited) as string)?.Split(' ') ?? [];
        return parts is [var at, var stamp, var id]
            && long.Parse(at, CultureInfo.InvariantCulture) > (time.GetUtcNow() - Patience).ToUnixTimeSeconds()
            && await people.FindByIdAsync(id) is { State: PersonState.Active, EmailConfirmed: true } person
            && person.SecurityStamp == stamp
            ? person
            : null;
    }

    private async Task<PageResult> Refused(Person person, string why)
    {
        await refusals.Record(HttpContext, person.Id, why);
        return Refused();
    }

    private PageResult Refused()
    {
        // A wrong code is good for nothing: what is typed next stands alone.
        ModelState.Remove(nameof(Code));
        Code = "";
        ModelState.AddModelError("", text["The code is not right, was used already, or too many have been tried: wait for the next one, or five minutes."]);
        return Page();
    }
}
