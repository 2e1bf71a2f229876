using Hangfire;
using SiteHub.Agent.SignIn.Tokens;

namespace SiteHub.Agent.SignIn;

/// <summary>The Hangfire jobs of signing in. Retries are off: the schedule lives in the rows.</summary>
[AutomaticRetry(Attempts = 0)]
internal sealed class SignInJobs(PersonTokens tokens, SignInRetention retention)
{
    [JobDisplayName("Renew people's tokens ahead of their end, and ask again where the hub refused")]
    public Task Renew(CancellationToken cancellationToken) => tokens.RenewDue(cancellationToken);

    [JobDisplayName("Delete sessions that have ended")]
    public Task Trim(CancellationToken cancellationToken) => retention.RunAsync(cancellationToken);
}
