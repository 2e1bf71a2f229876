using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SiteHub.Fuzzing;

/// <summary>What an honest client would put into a place, so that the hostile value beside it is reached.</summary>
/// <param name="Values">by the name of a parameter, field or member; the same name means the same everywhere</param>
/// <param name="Bodies">by the route, for what is read as it comes</param>
internal sealed record Honest(IReadOnlyDictionary<string, string[]> Values, IReadOnlyDictionary<string, string[]> Bodies)
{
    public string Value(string name, Dice dice) => Values.TryGetValue(name, out var known) || Values.TryGetValue(name[(name.LastIndexOf('.') + 1)..], out known) ? dice.Of(known) : dice.Of(["x", "1", "true"]);

    /// <summary>A whole body of this type.</summary>
    public JsonNode? Body(Type type, string name, Dice dice, int depth = 0)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(JsonElement) || type == typeof(object) || depth > 4)
        {
            return new JsonObject { ["a"] = 1, ["name"] = Value("name", dice) };
        }

        if (type == typeof(string) || type.IsEnum)
        {
            return Value(name, dice);
        }

        if (type == typeof(bool))
        {
            return true;
        }

        if (type.IsPrimitive || type == typeof(decimal))
        {
            return 1;
        }

        if (type == typeof(DateTimeOffset) || type == typeof(DateTime))
        {
            return Value("since", dice);
        }

        if (type.GetInterfaces().Append(type).FirstOrDefault(static i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)) is { } map)
        {
            return new JsonObject { [dice.Of(["acme", "x"])] = Body(map.GetGenericArguments()[1], name, dice, depth + 1) };
        }

        if (typeof(IEnumerable).IsAssignableFrom(type))
        {
            return new JsonArray(Body(type.IsArray ? type.GetElementType()! : type.GetGenericArguments().FirstOrDefault() ?? typeof(string), name, dice, depth + 1));
        }

        var json = new JsonObject();
        foreach (var member in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static p => p.GetIndexParameters().Length == 0 && p.GetCustomAttribute<System.Text.Json.Serialization.JsonExtensionDataAttribute>() is null))
        {
            json[JsonNamingPolicy.CamelCase.ConvertName(member.Name)] = Body(member.PropertyType, JsonNamingPolicy.CamelCase.ConvertName(member.Name), dice, depth + 1);
        }

        return json;
    }
}
