namespace SiteHub.Operations.Problems;

/// <summary>More is asked at once than is done at once. Nothing was done; the same may be sent again in a moment.</summary>
public sealed class BusyException : Exception
{
    public BusyException()
        : base("Too much is asked for at once.")
    {
    }
}
