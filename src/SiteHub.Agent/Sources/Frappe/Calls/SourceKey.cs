using SiteHub.Agent.SignIn.Tokens;
using SiteHub.Agent.Sources.Frappe.Authorization;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Sources.Frappe.Calls;

/// <summary>As whom the site is asked.</summary>
/// <param name="entry">of the site</param>
/// <param name="tokens">null: a command asks, beside the agent that keeps and renews them</param>
internal sealed class SourceKey(FrappeEntry entry, SourceTokens? tokens = null)
{
    /// <summary>A token that is refused may have been revoked before its end, and another one is to be had.</summary>
    public bool IsRenewable(string owner) => owner != SourceTokenRows.Source || entry.OAuth is not null;

    /// <param name="owner">as whom</param>
    /// <param name="refused">what the site did not take; null: nothing was shown yet</param>
    /// <param name="cancellationToken">ends the wait</param>
    public async Task<Shown> Get(string owner, string? refused, CancellationToken cancellationToken)
    {
        if (owner == SourceTokenRows.Source && entry.Key is { } key)
        {
            return new Shown(owner, $"token {key.Key}:{key.Secret.Reveal()}", "", null);
        }

        if (tokens is null)
        {
            return new Shown(owner, "", "", new FrappeFault(Verdict.NeedsAuthorization, null, null, "The source is asked by OAuth, and the running agent has its tokens: open Source in the console of the site instead."));
        }

        return await tokens.Get(owner, refused, cancellationToken) switch
        {
            TokenOutcome.Given given => new Shown(owner, $"Bearer {given.Token}", given.Token, null),
            TokenOutcome.NeedsAuthorization needs => new Shown(owner, "", "", new FrappeFault(Verdict.NeedsAuthorization, null, null, needs.Reason)),
            TokenOutcome.Later later => new Shown(owner, "", "", new FrappeFault(Verdict.Retry, null, null, later.Reason)),
            var other => throw new InvalidOperationException($"An outcome nobody knows: {other}"),
        };
    }

    /// <param name="Owner">as whom</param>
    /// <param name="Header">of the request</param>
    /// <param name="Token">in it</param>
    /// <param name="Fault">why there is none; null: there is</param>
    public sealed record Shown(string Owner, string Header, string Token, FrappeFault? Fault)
    {
        public override string ToString() => Fault?.Reason ?? "a key";
    }
}
