using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Resource.Description;

/// <summary>The site's DocTypes as JSON schemas, so that the API's pages show what a document of this very site looks like.</summary>
internal static class DocTypeSchemas
{
    /// <summary>A schema's name may hold letters, digits, dots, hyphens and underscores only.</summary>
    public static string NameOf(DocType type) => string.Concat(type.Name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    public static OpenApiSchema Of(DocType type, OpenApiDocument document) => new()
    {
        Type = JsonSchemaType.Object,
        Title = type.Name,
        Required = type.Fields.Where(field => field.Entry.Required && field.Entry.Default is null).Select(field => field.Name).ToHashSet(),
        Properties = type.Fields.ToDictionary(field => field.Name, field => (IOpenApiSchema)Of(field, document)),
    };

    private static OpenApiSchema Of(Field field, OpenApiDocument document) => field.Type switch
    {
        FieldType.Int => new OpenApiSchema { Type = JsonSchemaType.Integer, Title = field.Label },
        FieldType.Check => new OpenApiSchema { Type = JsonSchemaType.Integer, Title = field.Label, Enum = [0, 1] },
        FieldType.Float or FieldType.Currency or FieldType.Percent => new OpenApiSchema { Type = JsonSchemaType.Number, Title = field.Label },
        FieldType.Date => new OpenApiSchema { Type = JsonSchemaType.String, Title = field.Label, Format = "date" },
        FieldType.Datetime => new OpenApiSchema { Type = JsonSchemaType.String, Title = field.Label, Description = "YYYY-MM-DD HH:MM:SS, UTC" },
        FieldType.Time => new OpenApiSchema { Type = JsonSchemaType.String, Title = field.Label, Description = "HH:MM:SS" },
        FieldType.Select => new OpenApiSchema { Type = JsonSchemaType.String, Title = field.Label, Enum = [.. field.Entry.Choices.Select(choice => JsonValue.Create(choice)!)] },
        FieldType.Link => new OpenApiSchema { Type = JsonSchemaType.String, Title = field.Label, Description = $"The name of a {field.Entry.Target}" },
        FieldType.Table => new OpenApiSchema { Type = JsonSchemaType.Array, Title = field.Label, Items = new OpenApiSchemaReference(NameOf(field.RowType!), document) },
        _ => new OpenApiSchema { Type = JsonSchemaType.String, Title = field.Label },
    };
}
