using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace SiteHub.Operations.Webhooks;

/// <summary>JSON as people read it: scripts and templates without <c>\u003E</c>.</summary>
internal sealed class JsonText(JsonNode json, int status = StatusCodes.Status200OK, string? location = null) : IResult
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        if (location is not null)
        {
            httpContext.Response.Headers.Location = location;
        }

        await httpContext.Response.WriteAsync(json.ToJsonString(Options), httpContext.RequestAborted);
    }
}
