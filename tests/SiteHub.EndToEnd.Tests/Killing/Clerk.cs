using System.Net;
using System.Text.Json.Nodes;
using SiteHub.EndToEnd.Tests.Worlds;
using Answer = SiteHub.EndToEnd.Tests.Worlds.SiteClient.Answer;

namespace SiteHub.EndToEnd.Tests.Killing;

/// <summary>
/// Somebody at a site who writes, changes, submits, cancels, renames and deletes Quotations of their own, one after the other, and
/// remembers what was answered. An answer that does not come leaves them in doubt: they look what stands, and go on from there.
/// </summary>
internal sealed class Clerk(World world, string slug, int number, int seed)
{
    private const string DocType = Quotations.DocType;
    private const int MostPapers = 8;
    private const int BulkSize = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    private readonly Random _random = new(seed);
    private int _works;

    /// <summary>What stands, as far as answers tell.</summary>
    public List<Paper> Papers { get; } = [];

    /// <summary>Names under which there must be nothing any more.</summary>
    public HashSet<string> Gone { get; } = [];

    /// <summary>Revisions that were answered as saved while the hub may see them.</summary>
    public List<Paper> Published { get; } = [];

    /// <summary>Remarks of documents that were inserted under an idempotency key, and how many there must be of each.</summary>
    public Dictionary<string, int> Inserted { get; } = [];

    public string Site => slug;

    /// <summary>How often an answer did not come.</summary>
    public int Doubts { get; private set; }

    private SiteClient Desk => world.At(slug);

    public async Task WorkAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (Papers.Count == 0 || (Papers.Count < MostPapers && _random.Next(3) == 0))
            {
                await (_random.Next(8) == 0 ? InsertManyAsync() : InsertAsync());
            }
            else
            {
                await HandleAsync(_random.Next(Papers.Count));
            }
        }
    }

    private async Task InsertAsync()
    {
        var remark = NextRemark();
        var document = world.Quotation(slug, remark, customer: _random.Next(3), docStatus: _random.Next(3) == 0 ? 1 : 0);
        var answer = await InsistAsync(() => Desk.InsertAsync(DocType, document, remark));
        Inserted.Add(remark, 1);
        Remember(Paper.Of(answer.ShouldSucceed().Document), at: null);
    }

    private async Task InsertManyAsync()
    {
        var remark = NextRemark();
        var documents = Enumerable.Range(0, BulkSize).Select(_ => world.Quotation(slug, remark, docStatus: 1)).ToList();
        (await InsistAsync(() => Desk.BulkAsync(DocType, documents, remark))).ShouldSucceed();
        Inserted.Add(remark, BulkSize);
    }

    private Task HandleAsync(int at) => (Papers[at].DocStatus, _random.Next(20)) switch
    {
        (0, < 8) => ChangeAsync(at, new JsonObject { ["grand_total"] = _random.Next(1_000) + 0.5 }),
        (0, < 14) => ChangeAsync(at, new JsonObject { ["docstatus"] = 1 }),
        (0, < 17) => DeleteAsync(at),
        (1, < 12) => ChangeAsync(at, new JsonObject { ["po_no"] = $"PO-{_random.Next(1_000_000)}" }),
        (1, < 16) => ChangeAsync(at, new JsonObject { ["docstatus"] = 2 }),
        (2, < 14) => DeleteAsync(at),
        _ => RenameAsync(at),
    };

    private async Task ChangeAsync(int at, JsonObject change)
    {
        var paper = Papers[at];
        if (await TryAsync(() => Desk.UpdateAsync(DocType, paper.Name, change)) is { } answer)
        {
            Remember(Paper.Of(answer.ShouldSucceed().Document), at);
        }
        else
        {
            Remember(Paper.Of((await LookAsync(paper.Name)).ShouldSucceed().Document), at);
        }
    }

    private async Task DeleteAsync(int at)
    {
        var name = Papers[at].Name;
        if (await TryAsync(() => Desk.DeleteAsync(DocType, name)) is { } answer)
        {
            answer.ShouldSucceed();
        }
        else if ((await LookAsync(name)).Status != HttpStatusCode.NotFound)
        {
            return;
        }

        Papers.RemoveAt(at);
        Gone.Add(name);
    }

    private async Task RenameAsync(int at)
    {
        var name = Papers[at].Name;
        var newName = $"{slug}/{number} ü {++_works}";
        var answer = await TryAsync(() => Desk.RenameAsync(DocType, name, newName));
        answer?.ShouldSucceed();
        var stands = await LookAsync(newName);
        if (stands.IsSuccess)
        {
            (await LookAsync(name)).Status.ShouldBe(HttpStatusCode.NotFound, $"{name} was renamed to {newName}");
            Gone.Add(name);
            Remember(Paper.Of(stands.Document), at);
        }
        else
        {
            answer.ShouldBeNull($"{name} was answered to be renamed to {newName}");
        }
    }

    private void Remember(Paper paper, int? at)
    {
        if (at is { } place)
        {
            Papers[place] = paper;
        }
        else
        {
            Papers.Add(paper);
        }

        if (paper.DocStatus >= 1)
        {
            Published.Add(paper);
        }
    }

    private string NextRemark() => $"{slug}-{number}-{++_works}";

    private Task<Answer> LookAsync(string name) => InsistAsync(() => Desk.ReadAsync(DocType, name));

    /// <summary>Tries until there is an answer: for what can be done twice without being done twice.</summary>
    private async Task<Answer> InsistAsync(Func<Task<Answer>> work)
    {
        while (true)
        {
            if (await TryAsync(work) is { } answer)
            {
                return answer;
            }

            await Task.Delay(Pause);
        }
    }

    private async Task<Answer?> TryAsync(Func<Task<Answer>> work)
    {
        try
        {
            var answer = await work();
            if (answer.Status != HttpStatusCode.ServiceUnavailable)
            {
                return answer;
            }
        }
        catch (Exception e) when (Until.IsNoAnswer(e))
        {
        }

        Doubts++;
        return null;
    }
}
