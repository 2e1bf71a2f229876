using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using QRCoder;
using SiteHub.Hub.Audit;
using SiteHub.Hub.People;
using SiteHub.Hub.Sessions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SiteHub.Hub.Features.Account;

/// <summary>Sets up codes of an authenticator app. It is on only once a code was right, so that nobody locks themselves out.</summary>
[Authorize]
internal sealed class SecondFactorModel(UserManager<Person> people, SecondFactor factor, RecentProof proof, SignInAttempts attempts, AuditTrail audit, HubOptions options, IStringLocalizer<AccountTexts> text) : PageModel
{
    private const int Codes = 10;

    public Person Person { get; private set; } = null!;

    public string Key { get; private set; } = "";

    public string QrCode { get; private set; } = "";

    public IReadOnlyList<string> RecoveryCodes { get; private set; } = [];

    [BindProperty]
    [Required(ErrorMessage = "Enter the code.")]
    [StringLength(40)]
    public string Code { get; set; } = "";

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        // The key itself is shown here: whoever sees it has the factor.
        if (!proof.IsFresh(HttpContext.Features.Get<BrowserSession>()!))
        {
            context.Result = ConfirmModel.First(HttpContext);
            return;
        }

        Person = (await people.FindByIdAsync(User.FindFirst(Claims.Subject)!.Value))!;
        if (!Person.TwoFactorEnabled)
        {
            await ShowKey();
        }

        await next();
    }

    public void OnGet() => ModelState.Clear();

    public async Task<IActionResult> OnPostTurnOnAsync()
    {
        if (Person.TwoFactorEnabled || !ModelState.IsValid)
        {
            return Page();
        }

        if (!await Taken() || !await factor.IsRight(Person, Code.Replace(" ", "", StringComparison.Ordinal)))
        {
            return Wrong();
        }

        await factor.Turn(Person, on: true);
        return await Give("person.second_factor_on");
    }

    public async Task<IActionResult> OnPostNewCodesAsync() =>
        !Person.TwoFactorEnabled || !ModelState.IsValid ? Page() : await Proven() ? await Give("person.recovery_codes_made") : Wrong();

    public async Task<IActionResult> OnPostTurnOffAsync()
    {
        if (!Person.TwoFactorEnabled || !ModelState.IsValid)
        {
            return Page();
        }

        if (!await Proven())
        {
            return Wrong();
        }

        await factor.Turn(Person, on: false);
        await audit.Record(new AuditEntry(Actor.Of(HttpContext), "person.second_factor_off", null), HttpContext.RequestAborted);
        TempData["Done"] = text["The second factor is off."].Value;
        return Redirect("/account/security");
    }

    private async Task<bool> Proven() => await Taken() && await factor.Accept(Person, Code);

    private Task<bool> Taken() => attempts.Take("code of " + Person.Id, null, HttpContext.Connection.RemoteIpAddress, HttpContext.RequestAborted);

    private async Task<PageResult> Give(string what)
    {
        RecoveryCodes = [.. await people.GenerateNewTwoFactorRecoveryCodesAsync(Person, Codes) ?? []];
        await audit.Record(new AuditEntry(Actor.Of(HttpContext), what, null), HttpContext.RequestAborted);
        return Page();
    }

    private PageResult Wrong()
    {
        ModelState.Remove(nameof(Code));
        Code = "";
        ModelState.AddModelError("", text["The code is not right, was used already, or too many have been tried."]);
        return Page();
    }

    private async Task ShowKey()
    {
        var key = await factor.Key(Person);
        var issuer = Uri.EscapeDataString(options.Hub.Name);
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode($"otpauth://totp/{issuer}:{Uri.EscapeDataString(Person.Email!)}?secret={key}&issuer={issuer}&digits=6", QRCodeGenerator.ECCLevel.M);
        using var svg = new SvgQRCode(data);
        Key = string.Join(' ', key.Chunk(4).Select(static part => new string(part)));
        QrCode = "data:image/svg+xml;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(svg.GetGraphic(4)));
    }
}
