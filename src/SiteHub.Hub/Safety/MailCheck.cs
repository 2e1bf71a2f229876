using SiteHub.Operations.Safety;

namespace SiteHub.Hub.Safety;

/// <summary>Without a mail server nobody gets an invitation, a reset or an alert.</summary>
internal sealed class MailCheck(HubOptions options) : ISafetyCheck
{
    public Task<IReadOnlyList<Finding>> Look(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Finding>>(
        options.Hub.Mail is null
            ? [new Finding("no-mail", "{0} is missing: no mail leaves the hub, neither invitations nor new passwords nor alerts", "hub.mail", "Name a mail server in the configuration. Until then the link of an invitation is shown to whoever invites, to be handed over")]
            : []);
}
