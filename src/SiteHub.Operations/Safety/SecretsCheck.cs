namespace SiteHub.Operations.Safety;

/// <summary>Secrets that others know or can read.</summary>
internal sealed class SecretsCheck(RoleSafety role) : ISafetyCheck
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    public Task<IReadOnlyList<Finding>> Look(CancellationToken cancellationToken)
    {
        var findings = role.Sample.Select(static path =>
            new Finding("sample-secret", "{0} is a secret of the sample, which everybody knows", path, "It will do while nobody but this machine reaches this address. Otherwise make another with: openssl rand -hex 24")).ToList();
        if (role.MasterKeyFile is { } file && File.Exists(file) && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Others) != 0)
        {
            findings.Add(new Finding("master-key-readable", "{0} holds the master key, and others on this machine can read it", file, "Let only the user that runs this role read it: chmod 600, and chown where it is another's"));
        }

        return Task.FromResult<IReadOnlyList<Finding>>(findings);
    }
}
