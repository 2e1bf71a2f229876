using SiteHub.Delivery.Sending;

namespace SiteHub.Operations.Safety;

/// <summary>Whoever stands in between reads passwords and tokens on plain http.</summary>
internal sealed class PlainHttpCheck(RoleSafety role) : ISafetyCheck
{
    public Task<IReadOnlyList<Finding>> Look(CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        if (IsPlain(role.Url))
        {
            findings.Add(new Finding("plain-http", "{0} is plain http: whoever stands in between reads passwords and tokens", $"{role.Url}", "Put a proxy with TLS in front, its https address into url and its own into trustedProxies, and take plainHttpFrom out"));
        }

        findings.AddRange(role.Peers().Where(static peer => IsPlain(peer.Url))
            .Select(static peer => new Finding("plain-http-peer", "{0} is reached over plain http", $"{peer.Name} ({peer.Url})", "Give it an https address, here and there")));
        return Task.FromResult<IReadOnlyList<Finding>>(findings);
    }

    private static bool IsPlain(Uri url) => url.Scheme == Uri.UriSchemeHttp && !url.IsOfThisMachine;
}
