using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SiteHub.Agent.SignIn;

namespace SiteHub.Agent.Features.SignIn;

public sealed class RefusedModel : PageModel
{
    public string What { get; private set; } = "";

    public string Remedy { get; private set; } = "";

    public void OnGet(string? reason)
    {
        var why = Enum.TryParse<SignInRefusal>(reason, out var known) ? known : SignInRefusal.Failed;
        Response.StatusCode = why == SignInRefusal.HubAway ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status403Forbidden;
        (What, Remedy) = why switch
        {
            SignInRefusal.HubAway => ("Whoever signs people in to {0} cannot be reached at the moment.", "Wait a little, then try again. Who is signed in already can go on working."),
            SignInRefusal.Disabled => ("Your user at {0} is disabled.", "Ask an administrator of this site, or of the hub, to enable it."),
            SignInRefusal.EmailNotVerified => ("{0} takes only people whose e-mail address the hub has verified.", "Verify your e-mail address at the hub, then sign in again."),
            SignInRefusal.EmailTaken => ("There is a user at {0} with your e-mail address already, and it is not linked with you.", "Ask an administrator of this site to link it."),
            SignInRefusal.Ended => ("You signed out while you were coming in to {0}.", "Sign in again."),
            _ => ("Signing in at {0} did not work: the hub refused, or the attempt took too long.", "Try again. If it happens again, ask an administrator; the log of this site names the reason."),
        };
    }
}
