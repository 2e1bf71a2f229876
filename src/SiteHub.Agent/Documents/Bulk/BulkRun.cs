using SiteHub.Agent.Documents.Bodies;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Linking;
using SiteHub.Agent.Documents.Naming;
using SiteHub.Agent.Documents.Refusals;
using SiteHub.Agent.Documents.Saving;
using SiteHub.Agent.People;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Documents.Bulk;

/// <summary>One bulk insert under way: the chunk that is being filled, and those on their way to the disk.</summary>
internal sealed class BulkRun : ILinkTargets
{
    private readonly Database _database;
    private readonly Drafts _drafts;
    private readonly LinkTargets _links;
    private readonly DocType _type;
    private readonly Caller _caller;
    private readonly IBulkProgress? _progress;
    private readonly Action<BulkCount> _told;
    private readonly CancellationToken _cancellationToken;
    private readonly bool _keepsNames;
    private readonly Queue<BulkChunk> _inFlight = new();
    private readonly List<LineFault> _faults;
    private BulkCount _count;
    private BulkChunk _chunk = new(0);

    /// <summary>Only touched by the writer: the chunk whose turn it is.</summary>
    private int _turn;

    /// <summary>Only touched by the writer: how far the series have come in one chunk.</summary>
    private readonly Dictionary<string, long> _highest = new(StringComparer.Ordinal);

    public BulkRun(
        Database database, Drafts drafts, LinkTargets links, DocType type, Caller caller, IBulkProgress? progress, Action<BulkCount> told, CancellationToken cancellationToken)
    {
        (_database, _drafts, _links, _type, _caller, _progress, _told, _cancellationToken) = (database, drafts, links, type, caller, progress, told, cancellationToken);
        _count = progress?.Done ?? BulkCount.Nothing;
        _faults = [.. _count.Faults];
        _keepsNames = type.Entry.Naming.Kind is NamingKind.Field or NamingKind.Prompt || PointsAtItself(type);
    }

    public bool IsFull => _chunk.IsFull;

    /// <summary>Documents may point at those of the same bulk that are not on disk yet: they will be before, or together.</summary>
    public bool Exists(string docType, string name) =>
        _links.Exists(docType, name) || (docType == _type.Name && (_chunk.Names.Contains(name) || _inFlight.Any(chunk => chunk.Names.Contains(name))));

    public void Add(byte[] line, long number, bool isTooLong)
    {
        _chunk.LastLine = number;
        if (isTooLong)
        {
            Fault(number, Refuse.Invalid("The line is longer than a document may be"));
            return;
        }

        if (line.Length == 0)
        {
            return;
        }

        var (save, refusal) = _drafts.New(_type, line, _caller, this);
        if (save is null)
        {
            Fault(number, refusal!);
            return;
        }

        if (_keepsNames && !_chunk.Names.Add(save.Save.Now.Name))
        {
            Fault(number, Refuse.Duplicate(_type.Name, save.Save.Now.Name));
            return;
        }

        _chunk.Add(save, line, number);
    }

    /// <summary>Sends the chunk to the writer; waits until no more than so many are on their way.</summary>
    public async Task Submit(int maxInFlight)
    {
        if (_chunk.LastLine > 0)
        {
            _chunk.Mark = _progress?.Mark();
            Send(_chunk);
            _inFlight.Enqueue(_chunk);
            _chunk = new BulkChunk(_chunk.Index + 1);
        }

        while (_inFlight.Count > maxInFlight)
        {
            await Settle();
        }
    }

    /// <summary>While nothing comes in, what is there is stored.</summary>
    public async Task While(Task more)
    {
        while (!more.IsCompleted && _chunk.LastLine > 0)
        {
            if (_inFlight.Count > 0)
            {
                await Task.WhenAny(more, _inFlight.Peek().Stored);
                if (_inFlight.Peek().Stored.IsCompleted)
                {
                    await Settle();
                }
            }
            else
            {
                await Submit(1);
            }
        }

        await more;
    }

    public async Task<BulkCount> Finish()
    {
        await Submit(0);
        return _count;
    }

    /// <summary>What is on its way gets there or not; nobody waits for its outcome any more, but none must be left unseen.</summary>
    public async Task Abandon()
    {
        while (_inFlight.TryDequeue(out var chunk))
        {
            await chunk.Stored.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (chunk.Stored.IsCompletedSuccessfully)
            {
                Count(chunk);
            }
        }
    }

    private void Send(BulkChunk chunk) => chunk.Stored = _database.Writer.Write(session => Store(session, chunk), _cancellationToken);

    private void Store(Session session, BulkChunk chunk)
    {
        if (_turn != chunk.Index)
        {
            throw new OutOfTurnException();
        }

        _highest.Clear();
        for (var i = 0; i < chunk.Saves.Count; i++)
        {
            var save = chunk.Saves[i].Save;
            if (!save.TryStore(session))
            {
                chunk.Conflicts.Add(i);
                continue;
            }

            // A series' counter is written once for all that draw from it.
            foreach (var (prefix, number) in save.Numbers)
            {
                if (!_highest.TryGetValue(prefix, out var highest) || number > highest)
                {
                    _highest[prefix] = number;
                }
            }
        }

        if (chunk.Conflicts.Count > 0)
        {
            throw new MovedException();
        }

        foreach (var (prefix, number) in _highest)
        {
            SeriesCounters.Keep(session, new SeriesNumber(prefix, number));
        }

        _progress?.Advance(session, chunk);
        _turn++;
    }

    /// <summary>Waits for the oldest chunk, making it anew as often as it takes.</summary>
    private async Task Settle()
    {
        var chunk = _inFlight.Peek();
        while (true)
        {
            try
            {
                await chunk.Stored;
                break;
            }
            catch (MovedException)
            {
                Redo(chunk);
                Send(chunk);
            }
            catch (OutOfTurnException)
            {
                Send(chunk);
            }
        }

        _inFlight.Dequeue();
        Count(chunk);
    }

    private void Count(BulkChunk chunk)
    {
        _faults.AddRange(chunk.Faults.OrderBy(fault => fault.Line).Take(BulkCount.MostFaults - _faults.Count));
        _count = new BulkCount(chunk.LastLine, _count.Inserted + chunk.Saves.Count, _count.Failed + chunk.Faults.Count, _faults);
        _told(_count);
    }

    /// <summary>Somebody has those names: a drawn one is drawn again, a free one is taken up where it was left, a taken one is a fault.</summary>
    private void Redo(BulkChunk chunk)
    {
        foreach (var index in chunk.Conflicts.OrderDescending())
        {
            var (save, line, number) = chunk.Saves[index];
            var name = save.Save.Now.Name;
            var row = save.IsDrawn ? null : _database.Read(session => StoredDocument.Find(session, _type.Name, name));
            var (again, refusal) = row is { State.Deleted: false }
                ? (null, Refuse.Duplicate(_type.Name, name))
                : _drafts.New(_type, line, _caller, this, row);
            if (again is null)
            {
                chunk.Saves.RemoveAt(index);
                chunk.Faults.Add(new LineFault(number, refusal!.ExcType, refusal.Summary));
            }
            else
            {
                chunk.Saves[index] = (again, line, number);
            }
        }

        chunk.Conflicts.Clear();
    }

    private void Fault(long number, Refusal refusal) => _chunk.Faults.Add(new LineFault(number, refusal.ExcType, refusal.Summary));

    private static bool PointsAtItself(DocType type) =>
        type.Fields.Concat(type.Tables.SelectMany(table => table.RowType!.Fields))
            .Any(field => field.Type == FieldType.Link && field.Entry.Target == type.Name && field.Name != DocType.AmendedFrom);
}
