using SiteHub.Agent.Enrolment;
using SiteHub.Cli.Terminal;
using SiteHub.Delivery.Secrets;

namespace SiteHub.Cli.Roles;

internal static class EnrolmentFile
{
    public static StoredEnrolment? Load(string folder, byte[] masterKey)
    {
        try
        {
            return StoredEnrolment.Load(folder, new SecretBox(masterKey));
        }
        catch (InvalidDataException e)
        {
            throw new StopException(ExitCode.Configuration, e.Message, "Bring it back from a backup, or enrol the site again with a new code.");
        }
    }
}
