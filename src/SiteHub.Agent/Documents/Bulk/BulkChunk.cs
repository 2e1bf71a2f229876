using SiteHub.Agent.Documents.Saving;

namespace SiteHub.Agent.Documents.Bulk;

/// <summary>Some lines that are stored in one piece of work: all of them and what is noted of them, or none.</summary>
internal sealed class BulkChunk(int index)
{
    private const int MaxSaves = 256;
    private const int MaxBytes = 1024 * 1024;

    private int _bytes;

    /// <summary>Chunks are stored in this order and no other, for their progress is one number.</summary>
    public int Index => index;

    /// <summary>What will be stored, with the line it came from, should it have to be made anew.</summary>
    public List<(PendingSave Save, byte[] Line, long Number)> Saves { get; } = [];

    public List<LineFault> Faults { get; } = [];

    /// <summary>The last line of the chunk.</summary>
    public long LastLine { get; set; }

    public long FailedLines => Faults.Count;

    /// <summary>The names in it: the same one twice would be a duplicate that the table cannot show yet.</summary>
    public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>Where the lines seen so far end, if somebody follows.</summary>
    public byte[]? Mark { get; set; }

    /// <summary>The saves whose name had a row already when it was last tried.</summary>
    public List<int> Conflicts { get; } = [];

    public Task Stored { get; set; } = Task.CompletedTask;

    public bool IsEmpty => Saves.Count == 0 && Faults.Count == 0;

    public bool IsFull => Saves.Count + Faults.Count >= MaxSaves || _bytes >= MaxBytes;

    public void Add(PendingSave save, byte[] line, long number)
    {
        Saves.Add((save, line, number));
        _bytes += line.Length + save.Save.Now.Body.Length;
    }
}
