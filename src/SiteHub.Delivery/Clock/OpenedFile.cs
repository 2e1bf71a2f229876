namespace SiteHub.Delivery.Clock;

/// <summary>
/// Whether a name still leads to the file that it led to. A copy of it in its place has the same content, and even the same log beside it: whoever opens it
/// later works in another file than those before, and nothing that is read tells. Linux says so of an open file; elsewhere it is not known.
/// </summary>
internal sealed class OpenedFile : IDisposable
{
    private readonly FileStream _held;
    private readonly string? _name;

    public OpenedFile(string path)
    {
        _held = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        _name = Name();
    }

    public bool IsThere => Name() == _name;

    public void Dispose() => _held.Dispose();

    /// <summary>With <c> (deleted)</c> behind it once nothing leads to it any more.</summary>
    private string? Name() => OperatingSystem.IsLinux() ? new FileInfo($"/proc/self/fd/{_held.SafeFileHandle.DangerousGetHandle()}").LinkTarget : null;
}
