namespace SiteHub.Operations.Configuration;

/// <summary>The file cannot be used; every fault of it is told, so that one look is enough.</summary>
public sealed class SitesFileException(string file, IReadOnlyList<ConfigurationFault> faults)
    : Exception($"{file} has {(faults.Count == 1 ? "a fault" : $"{faults.Count} faults")}:\n  " + string.Join("\n  ", faults))
{
    public string File { get; } = file;

    public IReadOnlyList<ConfigurationFault> Faults { get; } = faults;
}
