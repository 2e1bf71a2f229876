namespace SiteHub.Delivery.Storage;

/// <summary>
/// The database could not take a write or answer a read: disk full, locked by someone else, damaged, I/O error. Nothing of the
/// transaction is stored. The same call may succeed once the cause is gone; no restart is needed.
/// </summary>
public sealed class DatabaseUnavailableException : Exception
{
    public DatabaseUnavailableException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
