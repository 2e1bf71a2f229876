using System.Text.Json;
using Jint;
using Jint.Native;
using Jint.Native.Object;

namespace SiteHub.Delivery.Scripts;

/// <summary>
/// A JSON object as a script sees it. A condition looks at two or three members of fifty, so scalars are converted when they are asked for, straight from
/// the parsed bytes (2 µs for a 1 KB document, where building the whole object takes 9); whatever else a script does with the object fills it first.
/// </summary>
internal sealed class LazyObject : ObjectInstance
{
    private readonly JsonElement _json;
    private bool _filled;

    public LazyObject(Engine engine, JsonElement json)
        : base(engine)
    {
        _json = json;
        Prototype = engine.Intrinsics.Object.PrototypeObject;
    }

    public static JsValue Of(Engine engine, JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => new LazyObject(engine, json),
        JsonValueKind.Array => Array(engine, json),
        JsonValueKind.String => new JsString(json.GetString()!),
        JsonValueKind.Number => json.TryGetInt32(out var integer) && integer != 0 ? JsNumber.Create(integer) : JsNumber.Create(json.GetDouble()),
        JsonValueKind.True => JsBoolean.True,
        JsonValueKind.False => JsBoolean.False,
        _ => Null,
    };

    public override JsValue Get(JsValue property, JsValue receiver)
    {
        // An inner object is the same one each time it is asked for, so those wait for the filling.
        if (!_filled && property is JsString name && _json.TryGetProperty(name.ToString(), out var member)
            && member.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            return Of(Engine, member);
        }

        return base.Get(property, receiver);
    }

    /// <summary>Called by the engine before it looks at the object's own members for the first time.</summary>
    protected override void Initialize()
    {
        _filled = true;
        foreach (var member in _json.EnumerateObject())
        {
            FastSetDataProperty(member.Name, Of(Engine, member.Value));
        }
    }

    private static JsArray Array(Engine engine, JsonElement json)
    {
        var items = new JsValue[json.GetArrayLength()];
        var i = 0;
        foreach (var item in json.EnumerateArray())
        {
            items[i++] = Of(engine, item);
        }

        return new JsArray(engine, items);
    }
}
