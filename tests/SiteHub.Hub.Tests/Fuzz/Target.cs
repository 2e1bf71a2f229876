using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace SiteHub.Fuzzing;

/// <summary>One method of one endpoint, and the places into which something can be put.</summary>
/// <param name="Method">of HTTP</param>
/// <param name="Pattern">its address</param>
/// <param name="Handler">of a page's form; null: none is named</param>
/// <param name="Query">parameters, as far as they are declared</param>
/// <param name="Form">fields, as far as they are declared</param>
/// <param name="Body">what it reads a JSON body into; null: none that is declared</param>
internal sealed record Target(string Method, RoutePattern Pattern, string? Handler, IReadOnlyList<string> Query, IReadOnlyList<string> Form, Type? Body)
{
    public string Route => $"/{Pattern.RawText!.Trim('/')}";

    public string Name => $"{Method} {Route}{(Handler is null ? "" : "?handler=" + Handler)}";

    /// <summary>All that the running role answers.</summary>
    public static async Task<List<Target>> All(IServiceProvider services)
    {
        var targets = new List<Target>();
        foreach (var endpoint in services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page)
            {
                targets.AddRange(OfPage(endpoint.RoutePattern, await services.GetRequiredService<PageLoader>().LoadAsync(page, endpoint.Metadata)));
                continue;
            }

            var parameters = endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>();
            var query = parameters.Where(p => (p.HasTryParse || p.ParameterInfo.ParameterType == typeof(string)) && endpoint.RoutePattern.GetParameter(p.Name) is null).Select(static p => p.Name).ToList();
            var body = endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
            targets.AddRange((endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method => new Target(method, endpoint.RoutePattern, null, query, [], body)));
        }

        return [.. targets.OrderBy(static t => t.Name, StringComparer.Ordinal)];
    }

    /// <summary>Of an address that is answered without an endpoint of its own.</summary>
    public static Target Of(string method, string route, string[] query, string[] form) => new(method, RoutePatternFactory.Parse(route), null, query, form, null);

    private static IEnumerable<Target> OfPage(RoutePattern pattern, CompiledPageActionDescriptor page)
    {
        var bound = page.BoundProperties.SelectMany(static p => Fields(p.Name, p.ParameterType, 0)).ToList();
        yield return new Target("GET", pattern, null, [.. bound, .. page.HandlerMethods.Where(static h => h.HttpMethod == "Get").SelectMany(static h => h.Parameters).Select(static p => p.Name)], [], null);
        yield return new Target("POST", pattern, null, [], bound, null);
        foreach (var handler in page.HandlerMethods.Where(static h => h.HttpMethod == "Post"))
        {
            yield return new Target("POST", pattern, handler.Name ?? "", [], [.. bound, .. handler.Parameters.SelectMany(static p => Fields(p.Name, p.ParameterType, 0))], null);
        }
    }

    private static IEnumerable<string> Fields(string name, Type type, int depth)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return depth > 2 || type.Namespace?.StartsWith("SiteHub", StringComparison.Ordinal) != true || type.IsEnum
            ? [name]
            : type.GetProperties().Where(static p => p.CanWrite).SelectMany(p => Fields($"{name}.{p.Name}", p.PropertyType, depth + 1));
    }
}
