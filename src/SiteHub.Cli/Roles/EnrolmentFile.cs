using SiteHub.Agent.Enrolment;
using SiteHub.Cli.Terminal;
using SiteHub.Delivery.Secrets;

namespace SiteHub.Cli.Roles;

internal static class EnrolmentFile
{
    public static StoredEnrolment? Load(string slug, string folder, byte[] masterKey)
    {
        try
        {
            var found = StoredEnrolment.Load(folder, new SecretBox(masterKey));
            return found is null || found.Site == slug ? found : throw new StopException(
                ExitCode.Configuration,
                $"{folder} holds the enrolment of site {found.Site}, and this is site {slug}. Nothing was changed in it.",
                $"Put the folder back where it belongs, and bring that of site {slug} back, or enrol the site with a new code.");
        }
        catch (InvalidDataException e)
        {
            throw new StopException(ExitCode.Configuration, e.Message, "Bring it back from a backup, or enrol the site again with a new code.");
        }
    }
}
