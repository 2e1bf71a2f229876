using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Actions;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Files;
using SiteHub.Protocol.Actions;

namespace SiteHub.Hub.Features.Actions;

/// <summary>Asks a company for something that begins without a document.</summary>
[RequestSizeLimit(HeldFiles.MostOfForm)]
[RequestFormLimits(MultipartBodyLengthLimit = HeldFiles.MostOfForm)]
internal sealed class NewModel(Database database, ActionCatalogue catalogue, ActionRequests requests, IStringLocalizer<PortalTexts> text) : MemberPage
{
    public string Site { get; private set; } = "";

    public ActionForm Form { get; private set; } = null!;

    public IActionResult OnGet(string site, string docType, string action) => Load(site, docType, action, null) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string site, string docType, string action, string? key, string? account)
    {
        if (!Load(site, docType, action, null))
        {
            return NotFound();
        }

        var input = FilledForm.Read(Request.Form, Form.Action.Input);
        switch (await requests.Request(new AskedAction(Reader, site, docType, null, account, action, input.Json, null, key) { Files = FilledForm.FilesOf(Request.Form) }, HttpContext.RequestAborted))
        {
            case RequestOutcome.Taken taken:
                TempData["Done"] = text["Asked for. You see here what becomes of it."].Value;
                return Redirect($"/actions/{taken.Id}");
            case RequestOutcome.BadInput bad:
                return Again([.. bad.Faults.Select(fault => ((string?)fault.Field, $"{text["Expected"].Value}: {fault.Expected}"))]);
            case RequestOutcome.BadFiles bad:
                return Again([(Form.Action.Files is null ? null : FilledForm.FilesField, FilesFaults.Of(bad.Fault, Form.Action.Files, text))]);
            case RequestOutcome.NoLink:
                return Again([(null, text["The company cannot be asked at the moment. Try again later."].Value)]);
            default:
                return NotFound();
        }

        IActionResult Again(List<(string? Field, string What)> faults)
        {
            Load(site, docType, action, input with { Action = action, Faults = faults });
            Response.StatusCode = 422;
            return Page();
        }
    }

    private bool Load(string site, string docType, string name, FilledForm? filled)
    {
        if (catalogue.Find(site, docType, name) is not { OnDocument: false } action)
        {
            return false;
        }

        var accounts = database.Read(session => ActionAccounts.Of(session, Reader)).Where(account => account.Site == site && MemberRoles.Suffices(account.Role, action.Role)).Select(static account => (account.Account, account.Customer)).ToList();
        Site = site;
        Form = new ActionForm(action, $"/actions/new/{site}/{Uri.EscapeDataString(docType)}/{name}", null, filled, accounts);
        return accounts.Count > 0;
    }
}
