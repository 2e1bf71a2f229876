using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using SiteHub.Hub.Actions;
using SiteHub.Hub.Files;

namespace SiteHub.Hub.Features.Actions;

/// <summary>What a program asks with: JSON, or a form that has this JSON as a field and the files beside it.</summary>
/// <param name="Hash">of the version that the member saw; without it the present one counts</param>
/// <param name="Account">for which account, where there is no document</param>
internal sealed record ActionBody(JsonElement? Input, string? Hash, string? Account)
{
    /// <summary>The form's field.</summary>
    public const string Request = "request";

    private static readonly FormOptions Limits = new() { MultipartBodyLengthLimit = HeldFiles.MostOfForm, ValueLengthLimit = 1024 * 1024 };

    [JsonIgnore]
    public IReadOnlyList<IFormFile> Files { get; init; } = [];

    public static async ValueTask<ActionBody?> BindAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        try
        {
            if (http.Request.HasFormContentType)
            {
                var form = await http.Request.ReadFormAsync(Limits, http.RequestAborted);
                var body = form[Request].ToString() is { Length: > 0 } text ? JsonSerializer.Deserialize<ActionBody>(text, JsonSerializerOptions.Web) : null;
                return (body ?? new ActionBody(null, null, null)) with { Files = FilledForm.FilesOf(form) };
            }

            if (http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == false || http.Request.ContentLength == 0)
            {
                return null;
            }

            return http.Request.HasJsonContentType()
                ? await http.Request.ReadFromJsonAsync<ActionBody>(http.RequestAborted)
                : throw new BadHttpRequestException("It is JSON, or multipart/form-data.", StatusCodes.Status415UnsupportedMediaType);
        }
        catch (JsonException fault)
        {
            throw new BadHttpRequestException(fault.Message, StatusCodes.Status400BadRequest, fault);
        }
    }
}

internal static class ActionBodyExtensions
{
    public static RouteHandlerBuilder TakesFiles(this RouteHandlerBuilder route) =>
        route.Accepts<ActionBody>(isOptional: true, "application/json", "multipart/form-data").WithMetadata(new RequestSizeLimitAttribute(HeldFiles.MostOfForm));
}
