using SiteHub.Delivery.Scripts;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Publications;

/// <summary>
/// Which actions are open on a document. Worked out here, over the published form that goes with the answer, so that the hub runs nothing of this site's; and asked
/// again before one is done.
/// </summary>
internal sealed class OpenActions
{
    private readonly (string Name, Script? When)[] _all;

    /// <exception cref="ScriptException">a condition cannot be used</exception>
    public OpenActions(IEnumerable<ActionEntry> actions) =>
        _all = [.. actions.Where(static entry => entry.Action.OnDocument).Select(static entry => (entry.Action.Name, entry.When is { } when ? Script.Compile(when, ScriptNames.Document) : null))];

    /// <summary>There is a condition that may fail.</summary>
    public bool IsConditional => _all.Any(static action => action.When is not null);

    /// <summary>What of them makes a difference to what a document is told with: a publication that is told with others is another version of it.</summary>
    public IReadOnlyList<string> Definition => [.. _all.Select(static action => $"{action.Name}: {action.When?.Source}")];

    /// <param name="doc">the published form</param>
    public Opened Of(ReadOnlyMemory<byte> doc)
    {
        if (_all.Length == 0)
        {
            return Opened.Nothing;
        }

        var open = new List<string>(_all.Length);
        List<(string Name, string Reason)>? faults = null;
        foreach (var (name, when) in _all)
        {
            switch (when?.Test(doc))
            {
                case null or ScriptOutcome<bool>.Value { Result: true }:
                    open.Add(name);
                    break;
                case ScriptOutcome<bool>.Failed failed:
                    (faults ??= []).Add((name, failed.Reason));
                    break;
            }
        }

        return new Opened(open, faults ?? []);
    }

    /// <summary>Whether one of them is open; a name that there is not is not.</summary>
    public ScriptOutcome<bool> Test(string name, ReadOnlyMemory<byte> doc) =>
        Array.Find(_all, action => action.Name == name) is { Name: not null } found ? found.When?.Test(doc) ?? new ScriptOutcome<bool>.Value(true) : new ScriptOutcome<bool>.Value(false);

    public void WarmUp() => Of("{}"u8.ToArray());
}

/// <param name="Names">of those that are open</param>
/// <param name="Faults">those whose condition failed: they are not open</param>
internal sealed record Opened(IReadOnlyList<string> Names, IReadOnlyList<(string Name, string Reason)> Faults)
{
    public static Opened Nothing { get; } = new([], []);
}
