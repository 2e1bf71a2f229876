using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using SiteHub.Operations.Values;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SiteHub.Hub.Audit;

/// <summary>Who does something, and from where.</summary>
/// <param name="Who">the subject of the token or sign-in</param>
/// <param name="Address">the address that the request came from</param>
/// <param name="Agent">what the caller calls its program; anything can stand there</param>
internal sealed record Actor(string Who, string? Address = null, string? Agent = null)
{
    private const int LongestAgent = 200;

    /// <summary>What sites.json brings about at a start.</summary>
    public static Actor File { get; } = new("sites.json");

    /// <summary>What the hub does by itself, by its clock.</summary>
    public static Actor Hub { get; } = new("hub");

    public static Actor Of(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var who = http.User.FindFirstValue(Claims.Subject) ?? http.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? "anonymous";
        return new Actor(who, http.Connection.RemoteIpAddress?.ToString(), AgentOf(http));
    }

    /// <summary>What the caller calls its program, so that it can be kept and shown: shortened, and nothing in it moves a cursor.</summary>
    public static string? AgentOf(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var agent = http.Request.Headers.UserAgent.ToString();
        return agent.Length == 0 ? null : Printable.Of(agent.Length > LongestAgent ? agent[..LongestAgent] : agent);
    }
}
