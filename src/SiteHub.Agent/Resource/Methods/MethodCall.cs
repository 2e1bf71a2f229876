using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Refusals;
using SiteHub.Agent.People;

namespace SiteHub.Agent.Resource.Methods;

/// <summary>One call of a whitelisted method: who calls, with what.</summary>
internal sealed record MethodCall(Caller Caller, Arguments Arguments, DocTypeCatalogue DocTypes, CancellationToken Cancelled)
{
    /// <summary>The DocType named by an argument.</summary>
    public (DocType? Type, Refusal? Refusal) DocType(string argument = "doctype")
    {
        var name = Arguments.Required(argument);
        return Arguments.Refusal is not null ? (null, Arguments.Refusal)
            : DocTypes.Find(name) is { } type ? (type, null)
            : (null, Refuse.NoDocType(name));
    }

    /// <summary>A whole document, with its DocType in it.</summary>
    public (DocType? Type, byte[] Json, JsonElement Document, Refusal? Refusal) Document(JsonElement document)
    {
        if (Arguments.Refusal is { } fault)
        {
            return (null, [], default, fault);
        }

        if (document.ValueKind != JsonValueKind.Object)
        {
            return (null, [], default, Refuse.Invalid("The argument doc must be a document"));
        }

        if (!document.TryGetProperty("doctype", out var name) || name.ValueKind != JsonValueKind.String)
        {
            return (null, [], default, Refuse.Invalid("The document names no doctype"));
        }

        return DocTypes.Find(name.GetString()!) is { } type
            ? (type, System.Text.Encoding.UTF8.GetBytes(document.GetRawText()), document, null)
            : (null, [], default, Refuse.NoDocType(name.GetString()!));
    }

    public static string? NameIn(JsonElement document) =>
        document.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;

    public static IResult Nothing => FrappeAnswer.Of(StatusCodes.Status200OK, static json =>
    {
        json.WriteStartObject();
        json.WriteEndObject();
    });
}
