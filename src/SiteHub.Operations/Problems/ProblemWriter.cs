using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace SiteHub.Operations.Problems;

/// <summary>Gives what ASP.NET Core itself writes as a problem the same members as ours, and writes it whatever the client says it accepts.</summary>
internal sealed class ProblemWriter : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        var http = context.HttpContext;
        problem.Type ??= Problem.TypeBase + "error";
        problem.Status ??= http.Response.StatusCode;
        problem.Instance ??= http.Request.Path.Value;
        problem.Extensions.TryAdd("traceId", Problem.TraceIdOf(http));
        http.Response.StatusCode = problem.Status.Value;
        http.Response.ContentType = Problem.ContentType;
        await http.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(problem, problem.GetType(), JsonSerializerOptions.Web), http.RequestAborted);
    }
}
