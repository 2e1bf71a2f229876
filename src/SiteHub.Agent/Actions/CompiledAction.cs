using SiteHub.Delivery.Scripts;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Actions;

namespace SiteHub.Agent.Actions;

/// <summary>A declared action, ready to be done.</summary>
internal sealed class CompiledAction
{
    private readonly Dictionary<string, Script> _scripts = new(StringComparer.Ordinal);

    public CompiledAction(ActionEntry entry)
    {
        Entry = entry;
        foreach (var source in entry.Effect.Select(SourceOf).OfType<string>())
        {
            _scripts.TryAdd(source, Script.Compile(source, ActionEntry.ScriptNames));
        }
    }

    public ActionEntry Entry { get; }

    public CatalogueAction Action => Entry.Action;

    /// <summary>The name of the handler, where it is not the embedded source that does it.</summary>
    public string? Handler => Entry.Effect is [ActionStep.Handler handler] ? handler.Name : null;

    public Script ScriptOf(string source) => _scripts[source];

    private static string? SourceOf(ActionStep step) => step switch
    {
        ActionStep.Set set => set.Fields,
        ActionStep.Create create => create.Doc,
        ActionStep.Comment comment => comment.Text,
        ActionStep.Map map => map.Fields,
        ActionStep.Method method => method.Arguments,
        _ => null,
    };
}

/// <summary>All that members may do here. Does not change while the site runs.</summary>
internal sealed class ActionSet(SiteOptions site)
{
    private readonly Dictionary<(string DocType, string Name), CompiledAction> _all =
        site.Site.Actions.ToDictionary(static entry => (entry.Action.DocType, entry.Action.Name), static entry => new CompiledAction(entry));

    public CompiledAction? Find(string docType, string name) => _all.GetValueOrDefault((docType, name));
}
