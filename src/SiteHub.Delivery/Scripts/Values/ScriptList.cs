using System.Text.Json;

namespace SiteHub.Delivery.Scripts;

/// <summary>A list: made by a script, or of a document, whose items are read when they are first looked at.</summary>
internal sealed class ScriptList
{
    private readonly JsonElement _json;
    private Value[]? _items;

    public ScriptList(Value[] items) => _items = items;

    public ScriptList(JsonElement json) => _json = json;

    public int Length => _items?.Length ?? _json.GetArrayLength();

    public Value[] Items(Run run) => _items ??= Read(run);

    private Value[] Read(Run run)
    {
        var items = run.NewList(_json.GetArrayLength());
        var at = 0;
        foreach (var item in _json.EnumerateArray())
        {
            run.Pay(item.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? ScriptBounds.Container : 0);
            items[at++] = Value.Of(item, run);
        }

        return items;
    }
}
