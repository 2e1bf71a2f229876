namespace SiteHub.Agent.Documents.Bulk;

/// <summary>What was wrong with one line; nothing of it was stored.</summary>
public sealed record LineFault(long Line, string ExcType, string Message);

/// <summary>How a bulk insert stands.</summary>
/// <param name="Lines">lines read and dealt with</param>
/// <param name="Faults">the first of those that failed, in the order of the lines</param>
public sealed record BulkCount(long Lines, long Inserted, long Failed, IReadOnlyList<LineFault> Faults)
{
    /// <summary>As many faults are told one by one; the others are counted. An answer must fit into memory, however many lines fail.</summary>
    public const int MostFaults = 1_000;

    public static BulkCount Nothing { get; } = new(0, 0, 0, []);
}
