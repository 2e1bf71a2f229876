using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Actions;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Features.Documents;
using SiteHub.Hub.Files;
using SiteHub.Protocol.Actions;

namespace SiteHub.Hub.Features.Actions;

/// <summary>One request: where it stands, how it came there, and what changed if that was the reason.</summary>
internal sealed class RequestModel(Database database, ActionCatalogue catalogue, ActionRequests requests, TimeProvider time, IStringLocalizer<PortalTexts> text) : MemberPage
{
    public ActionView Asked { get; private set; } = null!;

    public IReadOnlyList<ActionStep> Steps { get; private set; } = [];

    public IReadOnlyList<(string Label, string Value)> Input { get; private set; } = [];

    public IReadOnlyList<DocumentDifference> Changes { get; private set; } = [];

    /// <summary>What was given with it, by name: the bytes are the company's.</summary>
    public IReadOnlyList<GivenFile> Files { get; private set; } = [];

    public bool MayAct { get; private set; }

    public string Explanation => Asked.State switch
    {
        _ when Asked is { IsWithdrawalAsked: true, IsOpen: true } => text["You have taken it back; the company has not yet confirmed it."].Value,
        ActionStates.Requested => text["It waits for the company, which cannot be reached at the moment. It is delivered as soon as it can."].Value,
        ActionStates.Sent or ActionStates.Accepted when Asked.Expires < time.GetUtcNow() => text["There is no answer yet."].Value,
        ActionStates.Sent => text["The company has it, and has not decided yet."].Value,
        ActionStates.Accepted => text["The company has accepted it, and is about to do it."].Value,
        ActionStates.Unknown => text["It is not clear whether it was done; the company is looking into it."].Value,
        _ => "",
    };

    public IActionResult OnGet(string id) => Load(id) ? Page() : NotFound();

    public async Task<IActionResult> OnPostWithdrawAsync(string id)
    {
        switch (await requests.Withdraw(id, Reader, HttpContext.RequestAborted))
        {
            case null:
                return NotFound();
            case WithdrawOutcome.TooLate:
                TempData["Warning"] = text["It was too late to take it back."].Value;
                break;
            case WithdrawOutcome.NotForRole:
                TempData["Warning"] = text["For this you need the role {0}.", text[MemberRoles.Buyer].Value].Value;
                break;
        }

        return Redirect($"/actions/{id}");
    }

    private bool Load(string id)
    {
        var (found, seen, now) = database.Read(session =>
        {
            if (ActionView.Find(session, Reader, id) is not { } view)
            {
                return default;
            }

            Steps = ActionView.Steps(session, id);
            Files = HeldFiles.Of(session, id);
            MayAct = Memberships.Any(membership => membership.Customer == view.Customer && MemberRoles.Suffices(membership.Role, MemberRoles.Buyer));
            if (view is not { State: ActionStates.Refused, Name: { } name })
            {
                return (view, null, null);
            }

            var address = new DocumentAddress(view.Site, view.DocType!, name);
            var held = DocumentList.Find(session, Reader, address);
            var before = TimelineEntry.Read(session, Reader, address, 0, 200).FindLast(entry => entry.Revision == view.Revision && entry.Body is not null);
            return (view, before?.Body, held);
        });
        if (found is null)
        {
            return false;
        }

        Asked = found;
        var action = catalogue.Find(found.Site, found.DocType ?? "", found.Action ?? "");
        using var input = JsonDocument.Parse(found.Input ?? "{}"u8.ToArray());
        Input = [.. input.RootElement.EnumerateObject().Select(member => (action?.Input.FirstOrDefault(field => field.Name == member.Name)?.Label ?? member.Name, Shown.Value(member.Value, null, null)))];
        if (seen is not null && now is { } present && present.Item.Revision != found.Revision)
        {
            var fields = catalogue.Of(found.Site).Publications.FirstOrDefault(publication => publication.DocType == found.DocType)?.Fields ?? [];
            Changes = DocumentDifference.Between(seen, present.Body, fields, present.Item.Currency);
        }

        return true;
    }
}
