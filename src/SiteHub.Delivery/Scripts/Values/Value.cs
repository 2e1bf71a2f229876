using System.Text.Json;

namespace SiteHub.Delivery.Scripts;

/// <summary>A value of a script. None can be changed, so any may be shared.</summary>
internal readonly struct Value
{
    private readonly object? _part;
    private readonly double _number;

    private Value(ValueKind kind, object? part, double number)
    {
        Kind = kind;
        _part = part;
        _number = number;
    }

    public static Value Undefined => default;

    public static Value Null { get; } = new(ValueKind.Null, null, 0);

    public static Value True { get; } = new(ValueKind.Boolean, null, 1);

    public static Value False { get; } = new(ValueKind.Boolean, null, 0);

    public static Value Cut { get; } = new(ValueKind.Cut, null, 0);

    public ValueKind Kind { get; }

    public double Number => _number;

    public string Text => (string)_part!;

    public ScriptList List => (ScriptList)_part!;

    public ScriptObject Object => (ScriptObject)_part!;

    public bool IsNothing => Kind is ValueKind.Undefined or ValueKind.Null;

    public bool HasParts => Kind is ValueKind.List or ValueKind.Object;

    public bool IsTrue => Kind switch
    {
        ValueKind.Boolean => _number != 0,
        ValueKind.Number => _number != 0 && !double.IsNaN(_number),
        ValueKind.Text => Text.Length > 0,
        ValueKind.List or ValueKind.Object => true,
        _ => false,
    };

    public static Value Of(bool value) => value ? True : False;

    public static Value Of(double value) => new(ValueKind.Number, null, value);

    public static Value Of(string text) => new(ValueKind.Text, text, 0);

    public static Value Of(ScriptList list) => new(ValueKind.List, list, 0);

    public static Value Of(ScriptObject value) => new(ValueKind.Object, value, 0);

    /// <summary>What stands in a document. Its parts are converted when they are looked at.</summary>
    public static Value Of(JsonElement json, Run run)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                return Of(new ScriptObject(json));
            case JsonValueKind.Array:
                return Of(new ScriptList(json));
            case JsonValueKind.String:
                return Of(DocumentText.Of(json, run));
            case JsonValueKind.Number:
                return Of(json.GetDouble());
            case JsonValueKind.True:
                return True;
            case JsonValueKind.False:
                return False;
            default:
                return Null;
        }
    }

    public bool IsSame(Value other) => ReferenceEquals(_part, other._part);

    /// <summary>For messages.</summary>
    public string Name => Kind switch
    {
        ValueKind.Undefined => "undefined",
        ValueKind.Null => "null",
        ValueKind.Boolean => "true or false",
        ValueKind.Number => "a number",
        ValueKind.Text => "a text",
        ValueKind.List => "a list",
        _ => "an object",
    };
}
