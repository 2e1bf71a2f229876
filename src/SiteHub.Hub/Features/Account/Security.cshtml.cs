using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using SiteHub.Hub.Audit;
using SiteHub.Hub.People;
using SiteHub.Hub.Sessions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SiteHub.Hub.Features.Account;

/// <summary>How the person proves themselves: password, second factor, passkeys.</summary>
[Authorize]
internal sealed class SecurityModel(
    UserManager<Person> people, SignInManager<Person> manager, NewPasswords newPasswords, Passwords passwords, RecentProof proof, PersonSignIn signIn, SignInAttempts attempts, AuditTrail audit, IStringLocalizer<AccountTexts> text) : PageModel
{
    private const int MostPasskeys = 20;

    public Person Person { get; private set; } = null!;

    public int RecoveryCodes { get; private set; }

    public IReadOnlyList<PasskeyItem> Passkeys { get; private set; } = [];

    /// <summary>Whether they have proved themselves a short while ago; else that comes first.</summary>
    public bool IsFresh => proof.IsFresh(HttpContext.Features.Get<BrowserSession>()!);

    [BindProperty]
    [StringLength(200)]
    public string? Current { get; set; }

    [BindProperty]
    [StringLength(200, MinimumLength = 10, ErrorMessage = "At least ten characters.")]
    public string? New { get; set; }

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        Person = (await people.FindByIdAsync(User.FindFirst(Claims.Subject)!.Value))!;
        RecoveryCodes = await people.CountRecoveryCodesAsync(Person);
        Passkeys =
        [
            .. (await people.GetPasskeysAsync(Person)).Select(static passkey =>
                new PasskeyItem(Base64Url.EncodeToString(passkey.CredentialId), passkey.Name ?? "Passkey", passkey.CreatedAt.ToString("d", CultureInfo.CurrentCulture))),
        ];
        await next();
    }

    public async Task<IActionResult> OnPostPasswordAsync()
    {
        if (string.IsNullOrEmpty(New))
        {
            ModelState.AddModelError(nameof(New), text["Choose a password."]);
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        if (Person.PasswordHash is null && !IsFresh)
        {
            return ConfirmModel.First(HttpContext);
        }

        if (Person.PasswordHash is not null
            && (!await attempts.Take("present password of " + Person.Id, null, HttpContext.Connection.RemoteIpAddress, HttpContext.RequestAborted) || !await passwords.Verify(Person, Current ?? "", HttpContext.RequestAborted)))
        {
            ModelState.AddModelError(nameof(Current), text["This is not your present password, or too many have been tried: wait five minutes."]);
            return Page();
        }

        await newPasswords.Set(Person, New!, "person.password_changed", except: null, Actor.Of(HttpContext) with { Who = Person.Id });

        // The stamp is new, and every session has ended; this browser begins another.
        await signIn.Begin(HttpContext, Person, "pwd");
        TempData["Done"] = text["Your password is changed; every other browser is signed out."].Value;
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostPasskeyOptionsAsync() => !IsFresh
        ? StatusCode(StatusCodes.Status403Forbidden)
        : Content(
            await manager.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity { Id = Person.Id, Name = Person.Email!, DisplayName = Person.Name ?? Person.Email! }),
            "application/json");

    public async Task<IActionResult> OnPostAddPasskeyAsync(string? credential)
    {
        if (!IsFresh)
        {
            return ConfirmModel.First(HttpContext);
        }

        var result = credential is { Length: > 0 and < 40_000 } && Passkeys.Count < MostPasskeys ? await PasskeyAnswers.Attestation(manager, credential) : null;
        if (result is not { Succeeded: true } || result.UserEntity?.Id != Person.Id)
        {
            TempData["Warning"] = text["The passkey could not be made. Try again."].Value;
            return RedirectToPage();
        }

        result.Passkey.Name = $"{text["Passkey"]} {Passkeys.Count + 1}";
        await people.AddOrUpdatePasskeyAsync(Person, result.Passkey);
        await Remember("person.passkey_added", result.Passkey.Name);
        TempData["Done"] = text["The passkey is ready. You can sign in with it from now on."].Value;
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostRemovePasskeyAsync(string id)
    {
        if (!IsFresh)
        {
            return ConfirmModel.First(HttpContext);
        }

        if (Passkeys.FirstOrDefault(passkey => passkey.Id == id) is { } known)
        {
            await people.RemovePasskeyAsync(Person, Base64Url.DecodeFromChars(known.Id));
            await Remember("person.passkey_removed", known.Name);
            TempData["Done"] = text["The passkey is removed."].Value;
        }

        return RedirectToPage();
    }

    private Task Remember(string what, string name) =>
        audit.Record(new AuditEntry(Actor.Of(HttpContext), what, null) { Details = new JsonObject { ["passkey"] = name } }, HttpContext.RequestAborted);

    internal sealed record PasskeyItem(string Id, string Name, string Created);
}
