using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.People;
using SiteHub.Hub.Webhooks;
using SiteHub.Operations.Values;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SiteHub.Hub.Features.Account;

[Authorize]
internal sealed class IndexModel(UserManager<Person> people, Database database, PortalEvents events, IStringLocalizer<AccountTexts> text) : PageModel
{
    public static IReadOnlyList<string> Zones { get; } =
        [.. TimeZoneInfo.GetSystemTimeZones().Select(static zone => zone.Id).Where(static id => id.Contains('/', StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    public string Email { get; private set; } = "";

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? FamilyName { get; set; }

    [BindProperty]
    public string? Language { get; set; }

    [BindProperty]
    public string? TimeZone { get; set; }

    public async Task OnGetAsync()
    {
        var person = await Person();
        (Email, Name, FamilyName, Language, TimeZone) = (person.Email!, person.Name, person.FamilyName, person.Language, person.TimeZone);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var person = await Person();
        Email = person.Email!;
        if (!PersonName.TryParse(Name, out var name))
        {
            ModelState.AddModelError(nameof(Name), text["This name is too long, or holds characters that cannot be seen."]);
        }

        if (!PersonName.TryParse(FamilyName, out var family) || (family is not null && NameParts.With(name?.Text ?? "", family.Text) is null))
        {
            ModelState.AddModelError(nameof(FamilyName), text["It must be the first or the last words of your name."]);
        }

        if (Language is not (null or "en" or "de"))
        {
            return BadRequest();
        }

        if (TimeZone is not null && !Zones.Contains(TimeZone))
        {
            ModelState.AddModelError(nameof(TimeZone), text["There is no such time zone."]);
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        (person.Name, person.FamilyName, person.Language, person.TimeZone) = (name?.Text, family?.Text, Language, TimeZone);
        await people.UpdateAsync(person);
        await database.Writer.Write(session => events.Tell(session, "person.profile_changed", null, null, json =>
        {
            json.WriteString("person"u8, person.Id);
            json.WriteString("email"u8, person.Email);
            json.WriteString("name"u8, person.Name);
            json.WriteString("language"u8, person.Language);
            json.WriteString("timeZone"u8, person.TimeZone);
        }));
        TempData["Done"] = text["Saved."].Value;
        return RedirectToPage();
    }

    private async Task<Person> Person() => (await people.FindByIdAsync(User.FindFirst(Claims.Subject)!.Value))!;
}
