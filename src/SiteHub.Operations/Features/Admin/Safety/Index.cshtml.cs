using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using SiteHub.Operations.Safety;

namespace SiteHub.Operations.Features.Admin.Safety;

/// <summary>What is unsafe here, for those who can do something about it: to others it would be a list of doors.</summary>
internal sealed class IndexModel(SafetyChecks checks) : AdminPage
{
    public IReadOnlyList<Finding> Findings { get; private set; } = [];

    protected override string ChangePolicy => OperationsAccess.AdministerPages;

    public async Task<IActionResult> OnGetAsync()
    {
        if (!MayChange)
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        Findings = await checks.Look(HttpContext.RequestAborted);
        return Page();
    }
}
