using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace SiteHub.Hub.Features.Documents;

/// <summary>A list's own address with some of it otherwise: what is filtered by stays.</summary>
internal static class QueryAddress
{
    /// <param name="query">as it is; a cursor is good for what it came with alone</param>
    /// <param name="path">of the page</param>
    /// <param name="others">in place of what is there; null: left out</param>
    public static string Of(IQueryCollection query, string path, params (string Name, string? Value)[] others)
    {
        var kept = query.Where(parameter => parameter.Key != "cursor" && others.All(other => other.Name != parameter.Key)).SelectMany(static parameter => parameter.Value.OfType<string>().Where(static value => value.Length > 0).Select(value => KeyValuePair.Create(parameter.Key, value)));
        var built = new QueryBuilder(kept);
        foreach (var (name, value) in others)
        {
            if (value is not null)
            {
                built.Add(name, value);
            }
        }

        return path + built.ToQueryString();
    }
}
