using System.Text.Json;

namespace SiteHub.Delivery.Scripts;

/// <summary>
/// An object: made by a script, or of a document. A condition looks at two or three members of fifty, so those of a document are found in its bytes; all of them
/// are read only where a script asks for all.
/// </summary>
internal sealed class ScriptObject
{
    private readonly JsonElement _json;
    private OrderedDictionary<string, Value>? _members;
    private Dictionary<string, Value>? _parts;

    public ScriptObject(OrderedDictionary<string, Value> members) => _members = members;

    public ScriptObject(JsonElement json) => _json = json;

    public Value Get(MemberName name, Run run)
    {
        if (_members is not null)
        {
            return _members.TryGetValue(name.Text, out var known) ? known : Value.Undefined;
        }

        run.Pay(_json.GetPropertyCount());
        if (!_json.TryGetProperty(name.Bytes, out var json))
        {
            return Value.Undefined;
        }

        if (json.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            return Value.Of(json, run);
        }

        // One that has parts is the same each time it is asked for.
        if (_parts?.TryGetValue(name.Text, out var part) is not true)
        {
            run.Pay(ScriptBounds.Container + ScriptBounds.Member);
            part = Value.Of(json, run);
            (_parts ??= new(StringComparer.Ordinal)).Add(name.Text, part);
        }

        return part;
    }

    public bool Has(string name, Run run)
    {
        run.Pay(name.Length);
        return Members(run).ContainsKey(name);
    }

    /// <summary>All members, in the order in which JavaScript has them but for names that are numbers; those come first in <see cref="Ordered"/>.</summary>
    public OrderedDictionary<string, Value> Members(Run run) => _members ??= Read(run);

    /// <summary>Names that are numbers come first, by size: JavaScript's order.</summary>
    public IEnumerable<KeyValuePair<string, Value>> Ordered(Run run)
    {
        var members = Members(run);
        foreach (var name in members.Keys)
        {
            if (IsIndex(name))
            {
                return members.Where(static m => IsIndex(m.Key)).OrderBy(static m => uint.Parse(m.Key, System.Globalization.CultureInfo.InvariantCulture))
                    .Concat(members.Where(static m => !IsIndex(m.Key)));
            }
        }

        return members;
    }

    private OrderedDictionary<string, Value> Read(Run run)
    {
        var members = run.NewObject(_json.GetPropertyCount());
        foreach (var member in _json.EnumerateObject())
        {
            var name = DocumentText.NameOf(member, run);
            if (_parts is null || !_parts.TryGetValue(name, out var value))
            {
                run.Pay(member.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? ScriptBounds.Container : 0);
                value = Value.Of(member.Value, run);
            }

            members[name] = value;
        }

        return members;
    }

    private static bool IsIndex(string name) =>
        name.Length is > 0 and <= 10 && char.IsAsciiDigit(name[0]) && (name[0] != '0' || name.Length == 1)
        && uint.TryParse(name, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var index) && index != uint.MaxValue;
}

/// <summary>A member's name as a source gives it, in both forms that are asked for.</summary>
internal sealed class MemberName(string text)
{
    public string Text => text;

    public byte[] Bytes { get; } = System.Text.Encoding.UTF8.GetBytes(text);
}
