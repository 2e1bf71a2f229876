using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using SiteHub.Protocol.Actions;

namespace SiteHub.Agent.Links;

/// <summary>Looks at the token that the hub sends along with what a member asks for or writes.</summary>
internal sealed class MemberTokenCheck(HubKeySet keys, SiteOptions site, TimeProvider time)
{
    /// <summary>Whether the hub's token is one, for this site. The keys are fetched outside the writer, which must wait for no hub.</summary>
    /// <exception cref="HttpRequestException">the hub's keys are not to be had: the batch is sent again</exception>
    public (JsonWebToken? Token, string? Refusal) Read(string? token, string type)
    {
        if (token is null)
        {
            return (null, "The hub gave no token for this: the member may no longer ask for it.");
        }

        // The keys are there: the batch's own token has just been checked with them.
        var check = keys.CheckAsync(token, HubGuard.Audience(site.Site.Slug), type, CancellationToken.None).GetAwaiter().GetResult();
        if (!check.KeysKnown)
        {
            throw new HttpRequestException(check.Refusal);
        }

        return (check.Token, check.Token is null ? $"The hub's token for this was refused. {check.Refusal}" : null);
    }

    /// <summary>In the transaction that stores what it is for: whether the token, good as it is, was given by the hub for exactly this, and still is good.</summary>
    /// <returns>null: it was</returns>
    public string? Unfit(IReadOnlyList<KeyValuePair<string, string?>> binding, JsonWebToken jwt)
    {
        if (!HubKeySet.IsAlive(jwt.ValidFrom == default ? null : jwt.ValidFrom, jwt.ValidTo, time))
        {
            return "The hub's token for this was refused. The token has expired.";
        }

        var actor = jwt.TryGetPayloadValue<JsonElement>(ActorTokens.Actor, out var act) && act.ValueKind == JsonValueKind.Object && act.TryGetProperty("sub", out var sub) && sub.ValueKind == JsonValueKind.String && sub.ValueEquals(ActorTokens.Hub);
        var differs = binding.Where(bound => Claim(bound.Key) != bound.Value).Select(static bound => bound.Key).ToList();
        return !actor ? "The hub's token for this is not borne by the hub."
            : differs.Count > 0 ? $"The hub's token was given for something else: it differs in {string.Join(", ", differs)}."
            : null;

        string? Claim(string name) => jwt.TryGetPayloadValue<string>(name, out var value) ? value : null;
    }
}
