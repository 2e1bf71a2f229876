using System.Text.Json;

namespace SiteHub.Operations.Configuration.Reading;

/// <summary>
/// One object of the file. What is asked for is what is known: <see cref="Close"/> reports every other member.
/// </summary>
internal sealed class ObjectReader
{
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly List<string> _known = [];

    private const string GivenInFile = "file";

    private ObjectReader(string path, ReadContext context)
    {
        Path = path;
        Context = context;
    }

    public string Path { get; }

    public ReadContext Context { get; }

    /// <summary>Null, with a fault, if it is no object.</summary>
    public static ObjectReader? Open(JsonElement element, string path, ReadContext context)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            context.Fault(path, "must be an object", Found.Kind(element));
            return null;
        }

        var reader = new ObjectReader(path, context);
        foreach (var member in element.EnumerateObject())
        {
            if (!reader._members.TryAdd(member.Name, member.Value))
            {
                context.Fault(reader.At(member.Name), "stands there twice; which one is meant?");
            }
        }

        return reader;
    }

    /// <summary>Where each value that was given came from, by its path within this object: the file, or what it names.</summary>
    public IReadOnlyDictionary<string, string> Origins()
    {
        var origins = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in _members)
        {
            Collect(name, value);
        }

        return origins;

        void Collect(string path, JsonElement value)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Object when value.GetPropertyCount() == 1 && value.EnumerateObject().First() is { Name: "env" or "file", Value.ValueKind: JsonValueKind.String } named:
                    origins[path] = $"{named.Name} {named.Value.GetString()}";
                    break;
                case JsonValueKind.Object:
                    foreach (var member in value.EnumerateObject())
                    {
                        Collect($"{path}.{member.Name}", member.Value);
                    }

                    break;
                case JsonValueKind.Array:
                    foreach (var (index, item) in value.EnumerateArray().Index())
                    {
                        Collect($"{path}[{index}]", item);
                    }

                    break;
                default:
                    origins[path] = GivenInFile;
                    break;
            }
        }
    }

    public string At(string name) => PathOf(Path, name);

    public static string PathOf(string path, string name) => IsPlain(name) ? $"{path}.{name}" : $"{path}[{JsonSerializer.Serialize(name)}]";

    private static bool IsPlain(string name) => name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$');

    public JsonElement? Any(string name, bool required = false)
    {
        _known.Add(name);
        if (_members.TryGetValue(name, out var value))
        {
            return value;
        }

        if (required)
        {
            Context.Fault(At(name), "is missing");
        }

        return null;
    }

    public string? Text(string name, bool required = false)
    {
        if (Any(name, required) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && value.GetString() is { } text && !string.IsNullOrWhiteSpace(text))
        {
            return text;
        }

        Context.Fault(At(name), "must be a text that is not empty", Found.Value(value));
        return null;
    }

    public bool Flag(string name, bool fallback = false)
    {
        if (Any(name) is not { } value)
        {
            return fallback;
        }

        if (value.ValueKind is JsonValueKind.False)
        {
            return false;
        }

        if (value.ValueKind is not JsonValueKind.True)
        {
            Context.Fault(At(name), "must be true or false", Found.Value(value));
        }

        return true;
    }

    public ObjectReader? Object(string name, bool required = false) =>
        Any(name, required) is { } value ? Open(value, At(name), Context) : null;

    /// <summary>What each item of a list reads as; an item that cannot be read is a fault, and left out.</summary>
    public IReadOnlyList<Placed<T>> List<T>(string name, Func<JsonElement, string, T?> read, bool required = false)
        where T : class
    {
        if (Any(name, required) is not { } value)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            Context.Fault(At(name), "must be a list", Found.Kind(value));
            return [];
        }

        if (required && value.GetArrayLength() == 0)
        {
            Context.Fault(At(name), "must not be empty");
        }

        var items = new List<Placed<T>>();
        foreach (var (index, item) in value.EnumerateArray().Index())
        {
            var path = $"{At(name)}[{index}]";
            if (read(item, path) is { } read1)
            {
                items.Add(new Placed<T>(read1, path));
            }
        }

        return items;
    }

    public IReadOnlyList<Placed<string>> Texts(string name, bool required = false) => List(name, ReadText, required);

    /// <summary>Every member by name, for objects whose names are the user's own.</summary>
    public IEnumerable<KeyValuePair<string, JsonElement>> Members => _members;

    public void Fault(string name, string message, string? found = null) => Context.Fault(At(name), message, found);

    /// <summary>What was given for it cannot be used and was told of: what hangs on it is not looked at, so that one cause is one fault.</summary>
    public bool IsFaulty(string name) => Context.IsFaulty(At(name));

    /// <summary>Reports members that nobody asked for. Their values are not shown: a misspelt secret is still a secret.</summary>
    public void Close()
    {
        foreach (var name in _members.Keys.Except(_known))
        {
            Context.Fault(At(name), $"is not known here; known are {Found.List(_known.Distinct())}");
        }
    }

    public string? ReadText(JsonElement item, string path)
    {
        if (item.ValueKind == JsonValueKind.String && item.GetString() is { } text && !string.IsNullOrWhiteSpace(text))
        {
            return text;
        }

        Context.Fault(path, "must be a text that is not empty", Found.Value(item));
        return null;
    }
}
