using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace SiteHub.Operations.Problems;

/// <summary>
/// One error answer (RFC 9457): a stable type, a title that a person can act on, the trace to quote when asking. The same shape from
/// everywhere, whatever the caller said it accepts: a client that cannot read it still sees the status.
/// </summary>
/// <param name="Status">the HTTP status</param>
/// <param name="Slug">the stable end of the type, such as <c>document-gone</c></param>
/// <param name="Title">what happened and what to do</param>
/// <param name="Detail">what is particular to this case</param>
/// <param name="Members">further members, such as <c>errors</c></param>
public sealed record Problem(int Status, string Slug, string Title, string? Detail = null, params IReadOnlyList<KeyValuePair<string, object?>> Members) : IResult
{
    public const string ContentType = "application/problem+json";
    public const string TypeBase = "https://sitehub.dev/problems/";

    /// <summary>Every fault of a request at once, each with the value found.</summary>
    public static Problem Invalid(IReadOnlyList<Fault> faults) =>
        new(StatusCodes.Status400BadRequest, "invalid-request", "The request has faults; correct them all and send it again.", null, new KeyValuePair<string, object?>("errors", faults));

    /// <summary>All of it in one text, for a page.</summary>
    public string Text => string.Join(' ', (IEnumerable<string?>)[Title, Detail, .. Members.Where(static m => m.Key == "errors").SelectMany(static m => (IReadOnlyList<Fault>)m.Value!).Select(static f => f.Text)]).Trim();

    /// <summary>Under which the log has what led to it.</summary>
    internal static string TraceIdOf(HttpContext http) => Activity.Current?.Id ?? http.TraceIdentifier;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        httpContext.Response.StatusCode = Status;
        httpContext.Response.ContentType = ContentType;
        var body = new Dictionary<string, object?>
        {
            ["type"] = TypeBase + Slug,
            ["title"] = Title,
            ["status"] = Status,
            ["detail"] = Detail,
            ["instance"] = httpContext.Request.Path.Value,
            ["traceId"] = TraceIdOf(httpContext),
        };
        foreach (var (name, value) in Members)
        {
            body[name] = value;
        }

        if (Detail is null)
        {
            body.Remove("detail");
        }

        await httpContext.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerOptions.Web), httpContext.RequestAborted);
    }
}

/// <summary>One fault of a request.</summary>
/// <param name="Member">where: a parameter or a path into the body</param>
/// <param name="Found">the value found</param>
/// <param name="Expected">what would have been right</param>
public sealed record Fault(string Member, string? Found, string Expected)
{
    internal string Text => Found is null ? $"{Member}: {Expected}." : $"{Member}: found “{Found}”, expected {Expected}.";
}
