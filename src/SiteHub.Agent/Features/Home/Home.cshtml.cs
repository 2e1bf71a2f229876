using Microsoft.AspNetCore.Mvc.RazorPages;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.People;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Features.Home;

public sealed class HomeModel(DocTypeCatalogue docTypes) : PageModel
{
    public IReadOnlyList<DocType> DocTypes { get; private set; } = [];

    public void OnGet() => DocTypes = [.. docTypes.All.Where(type => !type.Child && May(DocRights.Read, type))];

    public bool MayCreate(DocType type) => May(DocRights.Create, type);

    public bool MayChange(DocType type) => May(DocRights.Write, type);

    private bool May(DocRights rights, DocType type) => Caller.Of(User).May(rights, type);
}
