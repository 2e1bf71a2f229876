using Microsoft.AspNetCore.Mvc.RazorPages;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.People;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Features.Home;

public sealed class HomeModel(DocTypeCatalogue docTypes) : PageModel
{
    public IReadOnlyList<DocType> DocTypes { get; private set; } = [];

    public void OnGet()
    {
        var caller = Caller.Of(User);
        DocTypes = [.. docTypes.All.Where(type => !type.Child && caller.May(DocRights.Read, type))];
    }
}
