using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using SiteHub.Agent.Documents.DocTypes;

namespace SiteHub.Agent.Resource.Description;

/// <summary>
/// What the framework cannot see: the handlers read the request line themselves and take bodies of many kinds, so parameters, bodies
/// and the way to say who one is are written here.
/// </summary>
internal static class ResourceDescription
{
    private const string Scheme = "Frappe token";
    private const string Resource = "/api/resource/";

    public static void Describe(OpenApiDocument document, DocTypeCatalogue docTypes)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        foreach (var type in docTypes.All)
        {
            document.Components.Schemas[DocTypeSchemas.NameOf(type)] = DocTypeSchemas.Of(type, document);
        }

        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Scheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "Authorization", Description = "`token KEY:SECRET`",
        };
        foreach (var (path, item) in document.Paths.Where(path => path.Key.StartsWith("/api/", StringComparison.Ordinal)))
        {
            foreach (var (method, operation) in item.Operations ?? [])
            {
                operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
                if (path.StartsWith(Resource, StringComparison.Ordinal))
                {
                    Describe(operation, method, isOne: path.EndsWith("{name}", StringComparison.Ordinal), document, docTypes);
                }
            }
        }
    }

    private static void Describe(OpenApiOperation operation, HttpMethod method, bool isOne, OpenApiDocument document, DocTypeCatalogue docTypes)
    {
        operation.Parameters =
        [
            new OpenApiParameter { Name = "docType", In = ParameterLocation.Path, Required = true, Schema = Choice(docTypes) },
            .. isOne ? [new OpenApiParameter { Name = "name", In = ParameterLocation.Path, Required = true, Schema = Text() }] : ListParameters(method),
        ];
        if (method == HttpMethod.Post && isOne)
        {
            operation.RequestBody = Of(("application/x-www-form-urlencoded", new OpenApiSchema
            {
                Type = JsonSchemaType.Object, Properties = new Dictionary<string, IOpenApiSchema> { ["run_method"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["submit", "cancel"] } },
            }));
        }
        else if (method == HttpMethod.Post || method == HttpMethod.Put)
        {
            var any = new OpenApiSchema { AnyOf = [.. docTypes.All.Where(type => !type.Child).Select(type => new OpenApiSchemaReference(DocTypeSchemas.NameOf(type), document))] };
            operation.RequestBody = method == HttpMethod.Put ? Of(("application/json", any)) : Of(("application/json", any), ("application/x-ndjson", Text()));
        }

        operation.Responses ??= [];
        operation.Responses["403"] = new OpenApiResponse { Description = "The roles of whoever asks do not permit this" };
        operation.Responses["404"] = new OpenApiResponse { Description = "No such DocType, or no such document" };
        operation.Responses["417"] = new OpenApiResponse { Description = "Refused; `exc_type` and `_server_messages` say why" };
    }

    private static IEnumerable<IOpenApiParameter> ListParameters(HttpMethod method) => method == HttpMethod.Post
        ? [new OpenApiParameter { Name = "Idempotency-Key", In = ParameterLocation.Header, Schema = Text(), Description = "Sent again with the same request, it is done once" }]
        : new[]
        {
            ("fields", """["name", "modified"] or ["*"]"""),
            ("filters", """[["status", "=", "Open"]] or {"status": "Open"}"""),
            ("or_filters", "as filters; one of them must hold"),
            ("order_by", "modified desc"),
            ("limit_start", "rows to pass over"),
            ("limit_page_length", "rows at most; 20 unless told, 0: all"),
        }.Select(parameter => new OpenApiParameter { Name = parameter.Item1, In = ParameterLocation.Query, Schema = Text(), Description = parameter.Item2 });

    private static OpenApiRequestBody Of(params (string Type, IOpenApiSchema Schema)[] contents) =>
        new() { Content = contents.ToDictionary(content => content.Type, content => new OpenApiMediaType { Schema = content.Schema }) };

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };

    private static OpenApiSchema Choice(DocTypeCatalogue docTypes) =>
        new() { Type = JsonSchemaType.String, Enum = [.. docTypes.All.Where(type => !type.Child).Select(type => JsonValue.Create(type.Name)!)] };
}
