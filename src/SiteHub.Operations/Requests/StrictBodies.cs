using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;

namespace SiteHub.Operations.Requests;

/// <summary>
/// What every JSON body is held to before an endpoint sees it: a member once, null only where that is declared, and texts that are texts. A body
/// that is kept as it came would otherwise throw at whoever looks into it later.
/// </summary>
internal static class StrictBodies
{
    public static IServiceCollection AddStrictBodies(this IServiceCollection services) => services.Configure<JsonOptions>(static options =>
    {
        options.SerializerOptions.AllowDuplicateProperties = false;
        options.SerializerOptions.RespectNullableAnnotations = true;
        options.SerializerOptions.Converters.Add(new Elements());
    });

    private sealed class Elements : JsonConverter<JsonElement>
    {
        public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var json = JsonDocument.ParseValue(ref reader);
            var element = json.RootElement.Clone();
            try
            {
                Check(element);
            }
            catch (InvalidOperationException e)
            {
                throw new JsonException("A text holds half a surrogate pair.", e);
            }

            return element;
        }

        public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) => value.WriteTo(writer);

        private static void Check(JsonElement element)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.String:
                    _ = element.GetString();
                    break;
                case JsonValueKind.Array:
                    foreach (var item in element.EnumerateArray())
                    {
                        Check(item);
                    }

                    break;
                case JsonValueKind.Object:
                    var names = new HashSet<string>(StringComparer.Ordinal);
                    foreach (var member in element.EnumerateObject())
                    {
                        if (!names.Add(member.Name))
                        {
                            throw new JsonException($"The member {member.Name} is there twice.");
                        }

                        Check(member.Value);
                    }

                    break;
            }
        }
    }
}
