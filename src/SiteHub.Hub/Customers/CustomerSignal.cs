namespace SiteHub.Hub.Customers;

/// <summary>Counts the changes of who belongs to whom, so that what is remembered of it is known to be old.</summary>
internal sealed class CustomerSignal
{
    private long _version;

    public long Version => Interlocked.Read(ref _version);

    public void Raise() => Interlocked.Increment(ref _version);
}
