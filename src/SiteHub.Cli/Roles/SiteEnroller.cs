using SiteHub.Agent.Enrolment;
using SiteHub.Cli.Terminal;
using SiteHub.Delivery.Secrets;

namespace SiteHub.Cli.Roles;

/// <summary>Enrols one site: a key of its own, the hub's answer, kept sealed, then proven both ways.</summary>
internal static class SiteEnroller
{
    /// <param name="hub">where it is</param>
    /// <param name="slug">which site it is to be</param>
    /// <param name="code">the operator's</param>
    /// <param name="folder">the site's</param>
    /// <param name="masterKey">the site's</param>
    /// <param name="step">is told what is done</param>
    /// <param name="cancellationToken">ends it</param>
    /// <returns>whether the hub reached the site</returns>
    public static async Task<bool> Run(Uri hub, string slug, string code, string folder, byte[] masterKey, Action<string> step, CancellationToken cancellationToken)
    {
        using var http = Http.For(hub, TimeSpan.FromSeconds(30));
        var client = new EnrolmentClient(http, TimeProvider.System);
        try
        {
            var key = SiteKey.Generate();
            step("A key of its own is made; its private half never leaves this machine.");
            var answer = await client.Enrol(code, key, cancellationToken);
            if (answer.Site != slug)
            {
                throw new StopException(ExitCode.Failed, $"The code is for site {answer.Site}, and this is {slug}.", $"It is used up now. Get one for this site: sitehub sites code {slug}");
            }

            if (answer.Issuer != hub)
            {
                throw new StopException(ExitCode.Configuration, $"The hub calls itself {answer.Issuer}, and here it is {hub}.", "Set hub.url in the site's configuration to the former, get a new code, and try again.");
            }

            step($"The hub knows the key, as client {answer.ClientId}.");
            var enrolment = new StoredEnrolment(hub, slug, key, answer.Secret, null, null, null, TimeProvider.System.GetUtcNow(), null);
            enrolment.Save(folder, new SecretBox(masterKey));
            step("Key and secrets are kept, sealed under the master key.");
            var reached = await client.Prove(enrolment, cancellationToken);
            step("Proven: the hub gives this site a token and takes its signature; the hub's signature is right, and its token is for this site.");
            return reached;
        }
        catch (EnrolmentException e)
        {
            throw new StopException(ExitCode.Failed, e.Message);
        }
    }
}
