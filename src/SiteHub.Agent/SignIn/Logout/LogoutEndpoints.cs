using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SiteHub.Agent.SignIn.Logout;

/// <summary>Where the hub says that somebody signed out.</summary>
internal static class LogoutEndpoints
{
    private const int MostBytes = 16 * 1024;

    public static IEndpointRouteBuilder MapBackChannelLogout(this IEndpointRouteBuilder app)
    {
        app.MapPost("/backchannel-logout", Receive).ExcludeFromDescription();
        return app;
    }

    private static async Task<IResult> Receive(HttpContext http, LogoutTokens tokens)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (!http.Request.HasFormContentType || http.Request.ContentLength > MostBytes)
        {
            return Refuse("Send a form of at most 16 KiB with a logout_token.");
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (form["logout_token"] is not [{ Length: > 0 } token])
        {
            return Refuse("Send one logout_token.");
        }

        switch (await tokens.Obey(token, http.RequestAborted))
        {
            case LogoutOutcome.Refused refused:
                return Refuse(refused.Reason);
            case LogoutOutcome.NotNow later:
                http.Response.Headers.RetryAfter = "5";
                return Results.Json(new { error = "temporarily_unavailable", error_description = later.Reason }, statusCode: StatusCodes.Status503ServiceUnavailable);
            default:
                return Results.Ok();
        }
    }

    private static IResult Refuse(string why) =>
        Results.Json(new { error = "invalid_request", error_description = why }, statusCode: StatusCodes.Status400BadRequest);
}
