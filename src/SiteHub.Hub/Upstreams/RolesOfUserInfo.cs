using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication.OAuth.Claims;

namespace SiteHub.Hub.Upstreams;

/// <summary>Takes over, from what userinfo says, the claim in which a path begins; <see cref="ClaimPath"/> goes on within it.</summary>
internal sealed class RolesOfUserInfo(string path) : ClaimAction(path, ClaimValueTypes.String)
{
    public override void Run(JsonElement userData, ClaimsIdentity identity, string issuer)
    {
        for (var end = ClaimType.Length; end > 0; end = ClaimType.LastIndexOf('.', end - 1))
        {
            var name = ClaimType[..end];
            if (userData.TryGetProperty(name, out var value) && !identity.HasClaim(claim => claim.Type == name))
            {
                identity.AddClaim(new Claim(name, value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(), ClaimValueTypes.String, issuer));
                return;
            }
        }
    }
}
