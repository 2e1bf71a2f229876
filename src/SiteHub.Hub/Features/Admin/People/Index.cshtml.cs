using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Features.People;
using SiteHub.Hub.People;
using SiteHub.Operations;
using SiteHub.Operations.Features.Admin;

namespace SiteHub.Hub.Features.Admin.People;

/// <summary>Who has an account. Only administrators change anything here.</summary>
[KeepsToSites]
internal sealed class IndexModel(HubOptions hub, Database database, GivenPeople given, Invitations invitations) : AdminPage
{
    [BindProperty(SupportsGet = true)]
    public string? Text { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public IReadOnlyList<PeopleList.Item> People { get; private set; } = [];

    public string? Next { get; private set; }

    public IReadOnlyList<string> Sites => database.Read(static session => session.Many("SELECT slug FROM site WHERE removed IS NULL ORDER BY slug", static row => row.Text(0)));

    protected override string ChangePolicy => OperationsAccess.AdministerPages;

    public void OnGet()
    {
        var answer = PeopleList.Handle(database, Seen, string.IsNullOrWhiteSpace(Text) ? null : Text.Trim(), string.IsNullOrEmpty(State) ? null : State, After).Value!;
        (People, Next) = (answer.People, answer.Next);
    }

    public async Task<IActionResult> OnPostAsync(string? email, string? name, string[] hubRoles, string? siteRoles, string? reach, string[] sites)
    {
        var bounds = Reach.Sites(reach, sites);
        if (Reach.IsUnclear(reach, sites) || (bounds is null && hubRoles.Length > 0 && !hubRoles.Contains(HubRoles.Administrator)))
        {
            return Warn(Reach.Fault);
        }

        var answer = await PeopleEndpoints.Invite(new PersonRequest(email?.Trim(), name, null, hubRoles, SiteRoles.Read(siteRoles)) { Sites = bounds }, HttpContext, given, invitations, HttpContext.RequestAborted);
        return hub.Hub.Mail is null && answer is Created<PeopleEndpoints.InvitedAnswer> { Value.Link: { } link }
            ? Done("No mail server is set, so hand this link over yourself; it is good once, for seven days: {0}", link)
            : Told(answer, "They are invited by mail.");
    }

    public async Task<IActionResult> OnPostImportAsync(IFormFile? file, bool dryRun)
    {
        if (file is null)
        {
            return Warn("Choose a file first.");
        }

        var answer = await PeopleImport.Run(file.OpenReadStream(), HttpContext, given, invitations, dryRun);
        return answer is Ok<PeopleImport.Answer> { Value: { } told }
            ? Done(dryRun ? "All {0} lines are good; nothing is done yet." : "{0} lines: {1} invited, {2} had an account.", told.Lines, told.Invited, told.Known)
            : Told(answer, "");
    }
}
