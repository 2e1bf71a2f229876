using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SiteHub.Agent.Documents.Listing;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Resource;

/// <summary>Writes a list page by page, so that a list of everything takes no more memory than a short one.</summary>
internal sealed class ListAnswer(string member, DocumentList list, Database database) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        // Before the first byte: what cannot be read is still answered 503.
        var ids = list.Ids(database);
        var response = httpContext.Response;
        response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(
            response.BodyWriter, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        json.WriteStartObject();
        json.WriteStartArray(member);
        foreach (var page in DocumentList.Pages(ids))
        {
            list.Write(json, database, page);
            json.Flush();
            await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
