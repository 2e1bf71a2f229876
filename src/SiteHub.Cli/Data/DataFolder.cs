using SiteHub.Cli.Terminal;
using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Sending;
using SiteHub.Operations.Configuration;

namespace SiteHub.Cli.Data;

/// <summary>What is kept between starts: a folder for each role, and the secrets that nobody wrote into the configuration.</summary>
internal sealed class DataFolder(string path)
{
    private readonly string _root = Path.GetFullPath(path);

    public string Root => _root;

    public SamplePeople People => new(Path.Combine(Made(_root), "people.json"));

    /// <summary>The role's own folder: the hub's is <c>hub</c>, a site's its slug.</summary>
    public string Of(string role) => Made(Path.Combine(_root, role));

    /// <summary>
    /// The key of the configuration. Without one there: a role that only this machine can reach keeps one in its folder; any other must be
    /// given one, since a key beside the database protects nothing from whoever copies both.
    /// </summary>
    public byte[] MasterKeyOf(string role, Uri url, Secret? configured)
    {
        if (configured is not null)
        {
            // The reader has refused whatever is no key.
            return MasterKey.TryParse(configured.Reveal(), out var key) ? key : throw new FormatException("masterKey is not base64 of 32 bytes.");
        }

        if (!url.IsOfThisMachine)
        {
            throw new StopException(
                ExitCode.Configuration,
                $"{role} has no masterKey, and needs one since {url} can be reached from outside.",
                "Make one with: openssl rand -base64 32",
                "Put it where this process can read it, and say so in the configuration: \"masterKey\": { \"env\": \"NAME\" } or { \"file\": \"PATH\" }.");
        }

        try
        {
            return MasterKey.Keep(Path.Combine(Of(role), "master.key"));
        }
        catch (InvalidDataException e)
        {
            throw new StopException(ExitCode.Configuration, e.Message);
        }
    }

    private static string Made(string folder)
    {
        try
        {
            // Databases hold customers' documents: not for other users of the machine.
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StopException(
                ExitCode.Failed, $"The data folder {folder} cannot be made: {e.Message}", "Name another with --data DIR, or let this user write there.");
        }
    }
}
