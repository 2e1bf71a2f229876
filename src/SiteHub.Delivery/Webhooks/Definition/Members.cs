using System.Text.Json;

namespace SiteHub.Delivery.Webhooks;

/// <summary>The members of one object; null stands for a member that is not there. What is asked for is what is known.</summary>
internal sealed class Members
{
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly FaultList _faults;

    private Members(string path, FaultList faults)
    {
        _path = path;
        _faults = faults;
    }

    public static Members? Open(JsonElement json, string path, FaultList faults)
    {
        if (json.ValueKind is not JsonValueKind.Object)
        {
            faults.Add(path, Found(json), "an object");
            return null;
        }

        var members = new Members(path, faults);
        foreach (var member in json.EnumerateObject())
        {
            if (!members._members.TryAdd(member.Name, member.Value))
            {
                members.Fault(member.Name, null, "each member once");
            }
        }

        return members;
    }

    public JsonElement? Any(string name)
    {
        _known.Add(name);
        return _members.TryGetValue(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;
    }

    public string? Text(string name, bool required = false)
    {
        var value = Any(name);
        if (value is { ValueKind: JsonValueKind.String })
        {
            return value.Value.GetString();
        }

        if (value is not null || required)
        {
            Fault(name, value is { } other ? Found(other) : null, "a text");
        }

        return null;
    }

    public bool Flag(string name, bool otherwise) => Any(name) switch
    {
        null => otherwise,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } other => Fault(name, Found(other), "true or false", otherwise),
    };

    public double? Number(string name) => Any(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number => number.GetDouble(),
        { } other => Fault<double?>(name, Found(other), "a number", null),
    };

    public TimeSpan? Duration(string name) => Any(name) is { } value ? ReadDuration(value, At(name)) : null;

    public IReadOnlyList<TimeSpan> Durations(string name) => [.. Items(name).Select(i => ReadDuration(i.Value, i.Path))];

    public Members? Object(string name) => Any(name) is { } value ? Open(value, At(name), _faults) : null;

    public IReadOnlyList<string> Texts(string name) => [.. Items(name).Select(i => ReadText(i.Value, i.Path)).OfType<string>()];

    /// <param name="name">the member</param>
    /// <param name="read">reads an item that is an object</param>
    /// <param name="plain">reads an item that is a text, where that is allowed</param>
    /// <param name="number">reads an item that is a whole number, where that is allowed</param>
    public IReadOnlyList<T> List<T>(string name, Func<Members, T?> read, Func<string, T>? plain = null, Func<int, T>? number = null)
        where T : class
    {
        var items = new List<T>();
        foreach (var (value, path) in Items(name))
        {
            var item = number is not null && value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var whole) ? number(whole)
                : plain is not null && value.ValueKind is JsonValueKind.String ? plain(value.GetString()!) : Open(value, path, _faults) is { } members ? read(members) : null;
            if (item is not null)
            {
                items.Add(item);
            }
        }

        return items;
    }

    public T OneOf<T>(string name, params ReadOnlySpan<(string Text, T Value)> choices)
    {
        if (Text(name) is not { } text)
        {
            return choices[0].Value;
        }

        var expected = new List<string>();
        foreach (var (known, value) in choices)
        {
            if (known == text)
            {
                return value;
            }

            expected.Add(known);
        }

        return Fault(name, text, $"one of {string.Join(", ", expected)}", choices[0].Value);
    }

    /// <summary>Reports members that nobody asked for. Their values are not shown: a misspelt secret is still a secret.</summary>
    public void Close()
    {
        foreach (var name in _members.Keys.Where(n => !_known.Contains(n)))
        {
            Fault(name, null, $"nothing: it is not known here; known are {string.Join(", ", _known)}");
        }
    }

    public T? Unknown<T>(string name, string found, string known)
        where T : class => Fault<T?>(name, found, $"one of {known}", null);

    public void Fault(string name, string? found, string expected) => _faults.Add(At(name), found, expected);

    private T Fault<T>(string name, string? found, string expected, T otherwise)
    {
        Fault(name, found, expected);
        return otherwise;
    }

    private IEnumerable<(JsonElement Value, string Path)> Items(string name)
    {
        if (Any(name) is not { } value)
        {
            return [];
        }

        if (value.ValueKind is JsonValueKind.Array)
        {
            return value.EnumerateArray().Select((item, i) => (item, $"{At(name)}[{i}]"));
        }

        Fault(name, Found(value), "a list");
        return [];
    }

    private string? ReadText(JsonElement value, string path)
    {
        if (value.ValueKind is JsonValueKind.String)
        {
            return value.GetString();
        }

        _faults.Add(path, Found(value), "a text");
        return null;
    }

    private TimeSpan ReadDuration(JsonElement value, string path)
    {
        if (value.ValueKind is JsonValueKind.String or JsonValueKind.Number && Webhooks.Durations.TryParse(value.ToString(), out var duration))
        {
            return duration;
        }

        _faults.Add(path, Found(value), "a length of time, like 30s, 10m or 2h");
        return TimeSpan.FromSeconds(1);
    }

    private string At(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    private static string Found(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        _ => value.GetRawText(),
    };
}
