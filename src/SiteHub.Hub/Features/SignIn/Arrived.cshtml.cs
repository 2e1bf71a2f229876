using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Localization;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Identity;
using SiteHub.Hub.Sessions;
using SiteHub.Hub.Upstreams;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Look;

namespace SiteHub.Hub.Features.SignIn;

/// <summary>Where somebody comes back to from an upstream.</summary>
internal sealed class ArrivedModel(HubOptions options, KeptRequests requests, UpstreamPeople people, PersonSignIn signIn, SignInRefusals refusals, IStringLocalizer<SignInTexts> text) : PageModel
{
    public string Why { get; private set; } = "The other provider did not sign you in. Try again.";

    /// <summary>By which it can be tried again; null: by none that is known.</summary>
    public UpstreamEntry? Upstream { get; private set; }

    public string ReturnUrl { get; private set; } = "/";

    public async Task<IActionResult> OnGetAsync(string? returnUrl, string? failed, bool away = false)
    {
        ReturnUrl = LocalUrl.Of(returnUrl);
        var external = await HttpContext.AuthenticateAsync(IdentityConstants.ExternalScheme);
        var id = external.Properties?.Items.TryGetValue(UpstreamSchemes.Upstream, out var named) == true ? named : failed;
        if (options.Hub.Upstreams.FirstOrDefault(known => known.Id == id) is not { } upstream || external.Principal is null || failed is not null)
        {
            // Anybody can call this address: it stands in the log alone, where the provider's answer was looked at.
            Upstream = options.Hub.Upstreams.FirstOrDefault(known => known.Id == failed);
            Why = away && Upstream is not null ? "{0} cannot be reached at the moment. Wait a little and try again, or sign in another way." : Why;
            return Page();
        }

        // What a client asked for is held against what the provider says, not against when its answer came.
        var authenticated = TimeOf(external.Principal);
        if (requests.OfAddress(returnUrl) is { NotBefore: { } from } && !(authenticated + AuthorizeEndpoint.Skew >= from))
        {
            await HttpContext.SignOutAsync(IdentityConstants.ExternalScheme);
            Why = "You were to sign in anew, and the other provider did not say that you just did. Sign out there, and try again.";
            await refusals.Record(HttpContext, null, $"upstream {upstream.Id}: {Why}");
            return Page();
        }

        var arrival = await people.Of(upstream, external.Principal, HttpContext.Features.Get<BrowserSession>(), Actor.Of(HttpContext));
        switch (arrival)
        {
            case Arrival.Welcome welcome:
                await HttpContext.SignOutAsync(IdentityConstants.ExternalScheme);
                await signIn.BeginFederated(HttpContext, welcome.Person, authenticated, UpstreamSession.Of(upstream, external));
                return LocalRedirect(LocalUrl.Of(returnUrl));
            case Arrival.MustProve prove:
                TempData[PasswordModel.Identifier] = prove.Email;
                TempData["Warning"] = text["There is an account with this address. Sign in to it once; from then on {0} opens it.", upstream.Name].Value;
                return RedirectToPage("Password", new { ReturnUrl = QueryHelpers.AddQueryString("/signin/arrived", "returnUrl", LocalUrl.Of(returnUrl)) });
            default:
                await HttpContext.SignOutAsync(IdentityConstants.ExternalScheme);
                Why = ((Arrival.Refused)arrival).Why;
                await refusals.Record(HttpContext, null, $"upstream {upstream.Id}: {Why}");
                return Page();
        }
    }

    /// <returns>null: it does not say when</returns>
    private static DateTimeOffset? TimeOf(ClaimsPrincipal external) =>
        long.TryParse(external.FindFirstValue("auth_time"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 100_000_000_000 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
