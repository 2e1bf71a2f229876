using SiteHub.Operations.Configuration;

namespace SiteHub.Operations.Safety;

/// <summary>What the checks must know of a role's configuration.</summary>
/// <param name="Url">how others reach the role</param>
/// <param name="MasterKeyFile">where the key stands under which the role's secrets are sealed; null: in no file</param>
/// <param name="Sample">the settings that hold a secret of the sample, by their paths</param>
/// <param name="Peers">the hub, or the sites: whose clocks must agree with the role's, and how they are reached</param>
public sealed record RoleSafety(Uri Url, string? MasterKeyFile, IReadOnlyList<string> Sample, Func<IReadOnlyList<Peer>> Peers)
{
    /// <param name="key">as the configuration gives it; null: it is kept in the role's folder</param>
    /// <param name="folder">the role's</param>
    public static string? FileOf(Secret? key, string folder) => key is null ? Path.Combine(folder, "master.key") : key.File;
}

/// <param name="Name">as the page calls it</param>
public sealed record Peer(string Name, Uri Url);
