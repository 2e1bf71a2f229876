namespace SiteHub.Operations.Configuration.Reading;

internal sealed class ReadContext(string file, Func<string, string?> environment)
{
    private readonly List<ConfigurationFault> _faults = [];

    public IReadOnlyList<ConfigurationFault> Faults => _faults;

    /// <summary>The configuration file itself.</summary>
    public string File { get; } = Path.GetFullPath(file);

    public string Folder => Path.GetDirectoryName(File)!;

    public string? Environment(string name) => environment(name);

    /// <summary>Something there, or below it, is wrong already: what follows from it is no fault of its own.</summary>
    public bool IsFaulty(string path) => _faults.Any(fault => fault.Path.StartsWith(path, StringComparison.Ordinal) && (fault.Path.Length == path.Length || fault.Path[path.Length] is '.' or '['));

    public void Fault(string path, string message, string? found = null) => _faults.Add(new ConfigurationFault(path, message, found));
}

/// <summary>What was read, and where it stood: checks that need the whole of a site still name the right line.</summary>
internal readonly record struct Placed<T>(T Value, string Path);
