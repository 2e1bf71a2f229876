using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Upstreams;

/// <summary>The session at another provider by which one here began.</summary>
/// <param name="Upstream">its id in the configuration</param>
/// <param name="Subject">as whom they are known there</param>
/// <param name="Sid">null: it does not say</param>
/// <param name="Token">the ID token, to be shown when they sign out; null: there was none</param>
internal sealed record UpstreamSession(string Upstream, string Subject, string? Sid, string? Token)
{
    /// <summary>Of what the sign-in carries along.</summary>
    public const string IdToken = "upstream.id_token";

    public static UpstreamSession Of(UpstreamEntry upstream, AuthenticateResult external) => new(
        upstream.Id,
        external.Principal!.FindFirstValue("sub")!,
        external.Principal!.FindFirstValue("sid"),
        external.Properties!.Items.TryGetValue(IdToken, out var token) ? token : null);

    public override string ToString() => $"{Subject} of {Upstream}";
}
