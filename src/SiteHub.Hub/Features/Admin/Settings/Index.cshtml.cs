using Microsoft.AspNetCore.Mvc;
using SiteHub.Hub.Features.Keys;
using SiteHub.Hub.Identity;
using SiteHub.Operations;
using SiteHub.Operations.Features.Admin;
using SiteHub.Operations.Safety;

namespace SiteHub.Hub.Features.Admin.Settings;

/// <summary>The settings as they were applied at the start, where each came from, and the keys with which the hub signs its tokens.</summary>
internal sealed class IndexModel(HubOptions hub, SafetyChecks checks, HubKeys known, KeyClock clock, TimeProvider time) : AdminPage
{
    public IReadOnlyList<Setting> Settings { get; } = Setting.Of(hub.Hub);

    public IReadOnlyList<PublishedKey> Keys => known.List(time.GetUtcNow());

    /// <summary>For those who may do something about it.</summary>
    public IReadOnlyList<Finding> Findings { get; private set; } = [];

    protected override string ChangePolicy => OperationsAccess.AdministerPages;

    public async Task OnGetAsync() => Findings = MayChange ? await checks.Look(HttpContext.RequestAborted) : [];

    public async Task<IActionResult> OnPostRotateAsync() =>
        Told(await KeysEndpoints.Rotate(HttpContext, clock, HttpContext.RequestAborted), "The next key is published from now on, and signs in a day, when every site has seen it.");
}
