using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace SiteHub.Operations.Requests;

/// <summary>
/// A page's handler gets what it declares, or is not called: a parameter that may not be null is there, and one that is no text could be read. And
/// a form that a page does not have is refused: the page would be drawn without what it shows.
/// </summary>
internal sealed class PageArguments : IPageFilter
{
    private static readonly ConcurrentDictionary<ParameterInfo, bool> Required = new();

    public void OnPageHandlerSelected(PageHandlerSelectedContext context)
    {
    }

    public void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        if (StatusOf(context) is { } status)
        {
            context.Result = new StatusCodeResult(status);
        }
    }

    public void OnPageHandlerExecuted(PageHandlerExecutedContext context)
    {
    }

    private static int? StatusOf(PageHandlerExecutingContext context)
    {
        var request = context.HttpContext.Request;
        if (context.HandlerMethod is not { } handler)
        {
            return !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) ? StatusCodes.Status405MethodNotAllowed
                : request.Query["handler"].Count > 0 ? StatusCodes.Status404NotFound
                : null;
        }

        return handler.Parameters.All(parameter => IsThere(context, parameter.ParameterInfo, parameter.BindingInfo?.BinderModelName ?? parameter.Name)) ? null : StatusCodes.Status400BadRequest;
    }

    private static bool IsThere(PageHandlerExecutingContext context, ParameterInfo parameter, string name) =>
        parameter.ParameterType.IsValueType
            ? !context.ModelState.TryGetValue(name, out var read) || read.Errors.Count == 0
            : (context.HandlerArguments.TryGetValue(parameter.Name!, out var given) && given is not null)
                || !Required.GetOrAdd(parameter, static p => new NullabilityInfoContext().Create(p).WriteState == NullabilityState.NotNull);
}
