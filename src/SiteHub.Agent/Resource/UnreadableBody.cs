using Microsoft.AspNetCore.Http;
using SiteHub.Agent.Documents.Refusals;

namespace SiteHub.Agent.Resource;

/// <summary>What the web server itself cannot read (a form with too many fields, a body cut off) is the client's fault, and told as Frappe tells.</summary>
internal sealed class UnreadableBody : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (BadHttpRequestException e)
        {
            return FrappeAnswer.Of(Refusal.Raised("ValidationError", e.Message, e.StatusCode));
        }
        catch (InvalidDataException e)
        {
            return FrappeAnswer.Of(Refusal.Raised("ValidationError", e.Message, StatusCodes.Status400BadRequest));
        }
    }
}
