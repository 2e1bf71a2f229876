namespace SiteHub.Fuzzing;

/// <summary>Who asks.</summary>
/// <param name="Name">for the message</param>
/// <param name="Headers">by which they show who they are, where this target looks for them</param>
/// <param name="Antiforgery">the token of their forms; null: they have none</param>
/// <param name="Effects">what they may change; null: they may change all, and only the answers are looked at</param>
internal sealed record Caller(string Name, Func<Target, IReadOnlyList<(string Name, string Value)>> Headers, string? Antiforgery, IReadOnlyList<Effect>? Effects);

/// <summary>Something that is stored because it is meant to be.</summary>
/// <param name="Route">at the addresses that begin so</param>
/// <param name="Tables">of the database</param>
/// <param name="Why">for whoever reads the list</param>
internal sealed record Effect(string Route, string[] Tables, string Why);

/// <summary>Sends hostile requests to every target of a running role, and looks after each target whether it still stands and has stored nothing.</summary>
internal sealed class Fuzz(Uri server, string host, string database, AskedNames asked, LoudLog log, Honest honest, int seed)
{
    private readonly List<string> _faults = [];
    private readonly Dictionary<string, (HashSet<string> Query, HashSet<string> Form)> _names = [];

    /// <summary>What was wrong, each with the request that did it.</summary>
    public IReadOnlyList<string> Faults => _faults;

    public int Sent { get; private set; }

    /// <param name="targets">all there are</param>
    /// <param name="times">how many requests to each</param>
    /// <param name="caller">asked before each target, for one may have ended their session</param>
    public async Task Run(IReadOnlyList<Target> targets, int times, Func<Task<Caller>> caller)
    {
        using var client = new RawClient(server);
        foreach (var target in targets)
        {
            var who = await caller();
            var before = who.Effects is null ? null : StoredRows.Of(database);
            var dice = new Dice(HashCode(target.Name + who.Name));
            var composer = new HostileComposer(honest, host, dice);
            var (query, form) = Names(target);
            HostileRequest? last = null;
            for (var i = 0; i < times; i++)
            {
                asked.Query.Clear();
                asked.Form.Clear();
                last = composer.Compose(target, who, query, form);
                RawAnswer answer;
                try
                {
                    answer = await client.Send(last.Bytes, last.Keep);
                }
                catch (OperationCanceledException)
                {
                    Fault(target, who, "no answer", last);
                    continue;
                }

                Sent++;
                query.UnionWith(asked.Query);
                form.UnionWith(asked.Form.Where(static name => name != "__RequestVerificationToken"));
                var loud = log.Take();
                if (answer.Status >= 500 || loud.Count > 0)
                {
                    Fault(target, who, $"{answer.Status} {string.Join("\n", loud)}", last);
                }
            }

            if ((await client.Send(System.Text.Encoding.ASCII.GetBytes($"GET /health/live HTTP/1.1\r\nHost: {host}\r\n\r\n"))).Status != 200)
            {
                Fault(target, who, "the role does not answer any more", last!);
            }

            if (before is not null)
            {
                var meant = who.Effects!.Where(effect => target.Route.StartsWith(effect.Route, StringComparison.Ordinal)).SelectMany(static effect => effect.Tables);
                if (StoredRows.Of(database).Differences(before).Except(meant).ToList() is { Count: > 0 } changed)
                {
                    Fault(target, who, $"stored something in {string.Join(", ", changed)}", last!);
                }
            }
        }
    }

    /// <summary>What is known of a target is of use to every caller after the first.</summary>
    private (HashSet<string> Query, HashSet<string> Form) Names(Target target)
    {
        if (!_names.TryGetValue(target.Name, out var names))
        {
            _names[target.Name] = names = ([.. target.Query], [.. target.Form]);
        }

        return names;
    }

    private void Fault(Target target, Caller caller, string what, HostileRequest request) =>
        _faults.Add($"{caller.Name}, {target.Name}: {what[..Math.Min(what.Length, 1_800)]}\n    seed {seed}: {request.Shown}");

    /// <summary>The same in every process.</summary>
    private int HashCode(string text) => text.Aggregate(seed, static (hash, c) => unchecked((hash * 31) + c));
}
