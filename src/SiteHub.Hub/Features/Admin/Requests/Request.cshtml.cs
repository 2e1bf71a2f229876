using System.Text;
using Microsoft.AspNetCore.Mvc;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Actions;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Features.Admin.People;
using SiteHub.Hub.Features.Customers;
using SiteHub.Operations;
using SiteHub.Operations.Features.Admin;

namespace SiteHub.Hub.Features.Admin.Requests;

/// <summary>One request: what was asked, how far it came, and taking it back in the member's place.</summary>
[KeepsToSites]
internal sealed class RequestModel(Database database, ActionRequests requests) : AdminPage
{
    private Reader Anybody => Reader.OfTheHub with { Seen = Seen };

    public ActionView Asked { get; private set; } = null!;

    public IReadOnlyList<ActionStep> Steps { get; private set; } = [];

    /// <summary>Whoever asked may have left since, and then their page is no longer for those who are bounded to sites.</summary>
    public bool MemberIsShown { get; private set; }

    public CustomerView? Customer { get; private set; }

    public string Input => Asked.Input is { } input ? ShownJson.Of(Encoding.UTF8.GetString(input)) : "";

    public IActionResult OnGet(string id)
    {
        var (found, steps) = database.Read(session => (ActionView.Find(session, Anybody, id), ActionView.Steps(session, id)));
        if (found is null)
        {
            return NotFound();
        }

        (Asked, Steps) = (found, steps);
        (MemberIsShown, Customer) = database.Read(session => (
            found.Person is { } person && ShownPerson.Find(session, person, Seen) is not null,
            found.Customer is { } customer ? CustomerView.Find(session, customer, Seen) : null));
        return Page();
    }

    [KeepsToSites]
    public async Task<IActionResult> OnPostWithdrawAsync(string id) => await requests.Withdraw(id, Anybody, HttpContext.RequestAborted) switch
    {
        WithdrawOutcome.Asked => Done("The site is asked to forget it; whether that was in time, it says."),
        WithdrawOutcome.TooLate => Warn("The site has accepted it already, or it has ended."),
        null => NotFound(),
        _ => Warn("It cannot be withdrawn."),
    };
}
